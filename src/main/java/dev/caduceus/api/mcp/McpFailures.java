package dev.caduceus.api.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.caduceus.schema.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.stream.Stream;

/** A message of another shape than the protocol's makes the extension throw; that is the message's fault. */
@ApplicationScoped
public class McpFailures {
    private static final int BAD_REQUEST = 400;

    /** Behind all filters, and with them the authentication, and before the extension. */
    private static final int BEFORE_THE_EXTENSION = -1;

    void register(@Observes Router router) {
        BodyHandler body = BodyHandler.create(false);
        for (String path : List.of("/mcp", "/mcp/messages/*")) {
            router.route(path).order(Integer.MIN_VALUE).failureHandler(McpFailures::explain);
            router.post(path)
                    .order(BEFORE_THE_EXTENSION)
                    .handler(http -> {
                        http.request().resume();
                        body.handle(http);
                    })
                    .handler(McpFailures::check);
        }
    }

    /** What is no JSON at all, the extension explains. */
    private static void check(RoutingContext http) {
        JsonNode sent;
        try {
            sent = Json.read(String.valueOf(http.body().asString()));
        } catch (IllegalArgumentException e) {
            http.next();
            return;
        }
        Stream<JsonNode> messages = sent.isArray() ? sent.valueStream() : Stream.of(sent);
        if (messages.allMatch(McpFailures::isMessage)) {
            http.next();
        } else {
            refuse(http, sent.path("id"));
        }
    }

    private static boolean isMessage(JsonNode sent) {
        return sent.path("method").isTextual() || sent.has("result") || sent.has("error");
    }

    private static void explain(RoutingContext http) {
        switch (http.failure()) {
            case NullPointerException _,
                    ClassCastException _,
                    IndexOutOfBoundsException _,
                    IllegalArgumentException _ -> refuse(http, NullNode.instance);
            case null, default -> http.next();
        }
    }

    /** JSON-RPC 2.0: "Invalid Request". */
    private static void refuse(RoutingContext http, JsonNode id) {
        String answer = "{\"jsonrpc\": \"2.0\", \"id\": %s, \"error\": {\"code\": -32600, \"message\": \"%s\"}}"
                .formatted(
                        id.isTextual() || id.isNumber() ? Json.write(id) : "null",
                        "Invalid Request: send a message with a method and its params");
        http.response()
                .setStatusCode(BAD_REQUEST)
                .putHeader("Content-Type", "application/json")
                .end(answer);
    }
}
