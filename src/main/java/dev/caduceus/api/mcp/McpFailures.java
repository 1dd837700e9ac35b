package dev.caduceus.api.mcp;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** A message of another shape than the protocol's makes the extension throw; that is the message's fault. */
@ApplicationScoped
public class McpFailures {
    private static final int BAD_REQUEST = 400;
    private static final String INVALID_REQUEST =
            "{\"jsonrpc\": \"2.0\", \"id\": null, \"error\": {\"code\": -32600, \"message\": \"Invalid Request\"}}";

    void register(@Observes Router router) {
        router.route("/mcp").order(Integer.MIN_VALUE).failureHandler(McpFailures::answer);
    }

    private static void answer(RoutingContext http) {
        switch (http.failure()) {
            case NullPointerException _,
                    ClassCastException _,
                    IndexOutOfBoundsException _,
                    IllegalArgumentException _ ->
                http.response()
                        .setStatusCode(BAD_REQUEST)
                        .putHeader("Content-Type", "application/json")
                        .end(INVALID_REQUEST);
            case null, default -> http.next();
        }
    }
}
