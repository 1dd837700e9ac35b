package dev.caduceus.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.Origin;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolResult;
import dev.caduceus.schema.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * A line of JSON for each call that was asked for, in the log's category {@code caduceus.audit}: who, where, which tool,
 * the hash of its arguments (so that a known call can be found again, and none read), what came of it.
 */
final class AuditLog {
    static final String CATEGORY = "caduceus.audit";

    private static final Logger LOG = Logger.getLogger(CATEGORY);

    /** A tool's; anything else is a model's own words. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private AuditLog() {}

    static void write(ToolCall call, Origin origin, ToolResult result, Duration time) {
        if (LOG.isEnabled(Logger.Level.INFO)) {
            LOG.info(Json.write(line(call, origin, result, time)));
        }
    }

    static ObjectNode line(ToolCall call, Origin origin, ToolResult result, Duration time) {
        return Json.MAPPER
                .createObjectNode()
                .put(
                        "caller",
                        origin.caller().anonymous()
                                ? "anonymous"
                                : origin.caller().name())
                .put("conversation", origin.conversation())
                .put("request", origin.request())
                .put("tool", NAME.matcher(call.name()).matches() ? call.name() : "")
                .put("call", call.id())
                .put("arguments_sha256", sha256(canonical(call.arguments())))
                .put("outcome", outcome(result))
                .put("millis", time.toMillis());
    }

    static String outcome(ToolResult result) {
        return switch (result) {
            case ToolResult.Success _ -> "OK";
            case ToolResult.Failure failure -> failure.code().name();
        };
    }

    /** Without spaces, keys in the order of their characters: the same for all ways to write the same arguments. */
    static String canonical(String arguments) {
        try {
            return sorted(Json.read(arguments)).toString();
        } catch (IllegalArgumentException noJson) {
            return arguments;
        }
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode result = Json.MAPPER.createObjectNode();
            var names = new TreeSet<String>();
            object.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> result.set(name, sorted(object.get(name))));
            return result;
        }
        if (node instanceof ArrayNode list) {
            ArrayNode result = Json.MAPPER.createArrayNode();
            list.forEach(each -> result.add(sorted(each)));
            return result;
        }
        return node;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
