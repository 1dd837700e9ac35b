package dev.caduceus.api.access;

import dev.caduceus.api.Refusals;
import dev.caduceus.api.access.AccessSettings.CallerLimits;
import dev.caduceus.api.access.AccessSettings.Required;
import dev.caduceus.api.access.CallerBudget.Verdict;
import dev.caduceus.chat.Caller;
import dev.caduceus.chat.ErrorCode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/** Stands behind the authentication and before every door: who may come in, and how often. */
@ApplicationScoped
public class Admission {
    static final String CHALLENGE = "Bearer realm=\"caduceus\"";

    private static final Logger LOG = Logger.getLogger(Admission.class);

    /** After Quarkus' authentication (200) and its authorization (100). */
    private static final int BEHIND_AUTHENTICATION = 50;

    /** The chat page and its parts, which hold nothing of anybody's, and the probes. */
    private static final Set<String> OPEN = Set.of("/", "/index.html", "/q/health");

    private static final List<String> OPEN_BELOW = List.of("/page/", "/_static/", "/q/health/");
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final AccessSettings settings;
    private final Refusals refusals;
    private final CallerBudget budget;

    @Inject
    Admission(AccessSettings settings, Refusals refusals) {
        this.settings = settings;
        this.refusals = refusals;
        CallerLimits limits = settings.limits();
        this.budget = new CallerBudget(limits);
    }

    void register(@Observes Filters filters) {
        filters.register(this::admit, BEHIND_AUTHENTICATION);
    }

    void warn(@Observes StartupEvent start) {
        if (settings.required() != Required.NEVER && !settings.anyCredentials()) {
            LOG.infof(
                    "no keys are set, so %s; docs/operations.md says how to make one",
                    settings.required() == Required.REMOTE
                            ? "only programs on this machine are answered"
                            : "nobody is answered");
        }
    }

    private void admit(RoutingContext http) {
        if (isOpen(http)) {
            http.next();
            return;
        }
        Caller caller = Callers.of(http);
        boolean local = Locality.isLocal(http.request());
        if (caller.anonymous() && CredentialMechanism.refused(http) && settings.anyCredentials()) {
            String words = "These credentials are not known here, or not any more";
            challenge(http, words, CHALLENGE + ", error=\"invalid_token\"");
        } else if (caller.anonymous() && needsCredentials(local)) {
            challenge(http, "Credentials are needed here: send Authorization: Bearer and a key", CHALLENGE);
        } else if (!caller.anonymous() && !caller.has(settings.roles())) {
            String words = "This caller has none of the roles that are let in here";
            refusals.write(http, ErrorCode.FORBIDDEN, words, Map.of());
        } else if (caller.anonymous() && local) {
            http.next();
        } else {
            admitWithinLimits(http, caller);
        }
    }

    private void challenge(RoutingContext http, String words, String challenge) {
        refusals.write(http, ErrorCode.UNAUTHENTICATED, words, Map.of("WWW-Authenticate", challenge));
    }

    private void admitWithinLimits(RoutingContext http, Caller caller) {
        String account = caller.anonymous()
                ? "at " + http.request().connection().remoteAddress().hostAddress()
                : caller.name();
        switch (budget.ask(account)) {
            case Verdict.Granted(Runnable end) -> {
                http.addEndHandler(over -> end.run());
                http.next();
            }
            case Verdict.Refused(String why, var retryAfter) ->
                refusals.write(
                        http,
                        ErrorCode.RATE_LIMITED,
                        why,
                        Map.of("Retry-After", String.valueOf(Math.max(1, retryAfter.toSeconds() + 1))));
        }
    }

    private boolean needsCredentials(boolean local) {
        return switch (settings.required()) {
            case ALWAYS -> true;
            case REMOTE -> !local;
            case NEVER -> false;
        };
    }

    private boolean isOpen(RoutingContext http) {
        String path = http.normalizedPath();
        return READING.contains(http.request().method())
                && (OPEN.contains(path)
                        || OPEN_BELOW.stream().anyMatch(path::startsWith)
                        || (settings.openMetrics() && path.equals("/q/metrics")));
    }
}
