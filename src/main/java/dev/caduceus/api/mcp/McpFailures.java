package dev.caduceus.api.mcp;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** A message of another shape than the protocol's makes the extension throw; that is the message's fault. */
@ApplicationScoped
public class McpFailures {
    /** Behind all filters, and with them the authentication, and before the extension. */
    private static final int BEFORE_THE_EXTENSION = -1;

    private static final int TOO_LARGE = 413;

    private final MemorySize limit;

    /** What a client did wrong, in JSON-RPC 2.0's codes: "Parse error" and "Invalid Request". */
    private enum Fault {
        NO_JSON(400, -32700, "Parse error: send a message as JSON"),
        NO_MESSAGE(400, -32600, "Invalid Request: send a message with a method and its params"),
        BATCH(
                400,
                -32600,
                "Invalid Request: the protocol has no batches since 2025-06-18; send each message by itself"),
        LONG(TOO_LARGE, -32600, "Invalid Request: it has more bytes than are read (quarkus.http.limits.max-body-size)");

        private final int status;
        private final int code;
        private final String message;

        Fault(int status, int code, String message) {
            this.status = status;
            this.code = code;
            this.message = message;
        }
    }

    @Inject
    McpFailures(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit) {
        this.limit = limit;
    }

    void register(@Observes Router router) {
        // Its own limit would be 10 MB, and Quarkus looks at the length only where a request says it.
        BodyHandler body = BodyHandler.create(false).setBodyLimit(limit.asLongValue());
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

    /** Reads as the extension does, which would put what it can't read into the log. */
    private static void check(RoutingContext http) {
        Buffer body = http.body().buffer();
        Object sent;
        try {
            sent = Json.decodeValue(body == null ? Buffer.buffer() : body);
        } catch (DecodeException e) {
            refuse(http, Fault.NO_JSON, null);
            return;
        }
        switch (sent) {
            case JsonObject message when isMessage(message) -> http.next();
            case JsonObject other -> refuse(http, Fault.NO_MESSAGE, other.getValue("id"));
            case JsonArray _ -> refuse(http, Fault.BATCH, null);
            case null, default -> refuse(http, Fault.NO_MESSAGE, null);
        }
    }

    private static boolean isMessage(JsonObject sent) {
        return sent.getValue("method") instanceof String || sent.containsKey("result") || sent.containsKey("error");
    }

    private static void explain(RoutingContext http) {
        if (http.statusCode() == TOO_LARGE) {
            refuse(http, Fault.LONG, null);
            return;
        }
        switch (http.failure()) {
            case NullPointerException _,
                    ClassCastException _,
                    IndexOutOfBoundsException _,
                    IllegalArgumentException _ -> refuse(http, Fault.NO_MESSAGE, null);
            case null, default -> http.next();
        }
    }

    /** @param id of the message, which is answered with it where it is one */
    private static void refuse(RoutingContext http, Fault fault, @Nullable Object id) {
        String answer = "{\"jsonrpc\": \"2.0\", \"id\": %s, \"error\": {\"code\": %s, \"message\": \"%s\"}}"
                .formatted(
                        id instanceof String || id instanceof Number ? Json.encode(id) : "null",
                        fault.code,
                        fault.message);
        http.response()
                .setStatusCode(fault.status)
                .putHeader("Content-Type", "application/json")
                .end(answer);
    }
}
