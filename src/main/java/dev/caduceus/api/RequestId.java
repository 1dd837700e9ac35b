package dev.caduceus.api;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.UUID;
import org.jboss.logging.MDC;

/** The id under which a request stands in the log, in errors and in {@code X-Request-Id} of every response. */
@ApplicationScoped
public class RequestId {
    static final String HEADER = "X-Request-Id";

    private static final String KEY = RequestId.class.getName();

    /** Before everything else that answers: health, metrics and unknown paths get their id too. */
    private static final int FIRST = 1000;

    private final RoutingContext http;

    @Inject
    RequestId(RoutingContext http) {
        this.http = http;
    }

    /** The current request's. */
    public String value() {
        return of(http);
    }

    static String of(RoutingContext http) {
        return http.get(KEY);
    }

    void register(@Observes Filters filters) {
        filters.register(RequestId::give, FIRST);
    }

    /** Takes the caller's own id if it is a plain one, so that ids can be followed through proxies. */
    private static void give(RoutingContext http) {
        String offered = http.request().getHeader(HEADER);
        String id = offered != null && offered.matches("[A-Za-z0-9._-]{1,64}")
                ? offered
                : UUID.randomUUID().toString();
        http.put(KEY, id);
        MDC.put("request", id); // of this request: Quarkus keeps it with the request, not with the thread
        http.response().putHeader(HEADER, id);
        http.next();
    }
}
