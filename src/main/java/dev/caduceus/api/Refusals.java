package dev.caduceus.api;

import dev.caduceus.chat.ErrorCode;
import dev.caduceus.schema.Json;
import io.quarkus.arc.All;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** An error as the clients of each door read it, and its line in the log. */
@ApplicationScoped
public class Refusals {
    private static final Logger LOG = Logger.getLogger(Refusals.class);

    private final List<ErrorShape> shapes;
    private final ApiSettings settings;

    @Inject
    Refusals(@All List<ErrorShape> shapes, ApiSettings settings) {
        this.shapes = shapes;
        this.settings = settings;
    }

    /** Ends a request that has not reached its door; its body, if it has one, is let go by unread. */
    public void write(RoutingContext http, ErrorCode code, String message, Map<String, String> headers) {
        Object body = told(new ErrorBody(code, message, RequestId.of(http)), http.normalizedPath());
        headers.forEach(http.response()::putHeader);
        http.request().resume();
        http.response()
                .setStatusCode(code.status())
                .putHeader("Content-Type", "application/json")
                .end(Json.write(Json.MAPPER.valueToTree(body)));
    }

    /** What a client of {@code path} reads. What was sent stays out of the log, unless it is asked for. */
    Object told(ErrorBody error, String path) {
        LOG.infof("request %s refused: %s", error.request(), settings.forLog(error.code(), error.message()));
        return shapes.stream()
                .filter(shape -> shape.fits(path))
                .findFirst()
                .map(shape -> shape.body(error))
                .orElse(error);
    }
}
