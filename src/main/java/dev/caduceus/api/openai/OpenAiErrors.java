package dev.caduceus.api.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.api.ErrorBody;
import dev.caduceus.api.ErrorShape;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.schema.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What OpenAI's clients read when a request below {@code /v1} fails. */
@ApplicationScoped
public class OpenAiErrors implements ErrorShape {
    /** A message about a field begins with its name; one about something else begins as a sentence does. */
    private static final Pattern FIELD = Pattern.compile("^([a-z][a-z_]*(?:[.\\[][A-Za-z0-9_.\\[\\]]*)?) ");

    @Override
    public boolean fits(String path) {
        return path.startsWith("/v1/");
    }

    @Override
    public Object body(ErrorBody error) {
        return document(error.code(), error.message());
    }

    static ObjectNode document(CaduceusException error) {
        return document(error.code(), String.valueOf(error.getMessage()));
    }

    private static ObjectNode document(ErrorCode code, String message) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.putObject("error")
                .put("message", message)
                .put("type", type(code))
                .put("param", param(code, message))
                .put("code", wireCode(code));
        return document;
    }

    private static String type(ErrorCode code) {
        return switch (code.status()) {
            case 429 -> "rate_limit_error";
            default -> code.status() < 500 ? "invalid_request_error" : "server_error";
        };
    }

    private static @Nullable String param(ErrorCode code, String message) {
        boolean aboutAField =
                code == ErrorCode.BAD_REQUEST || code == ErrorCode.UNSUPPORTED || code == ErrorCode.REQUEST_TOO_LARGE;
        Matcher field = FIELD.matcher(message);
        return aboutAField && field.find() ? field.group(1) : null;
    }

    /** OpenAI's own word where clients act on it. */
    private static String wireCode(ErrorCode code) {
        return switch (code) {
            case PROMPT_TOO_LONG -> "context_length_exceeded";
            case OVERLOADED, RATE_LIMITED -> "rate_limit_exceeded";
            case UNAUTHENTICATED -> "invalid_api_key";
            case UNSUPPORTED -> "unsupported_parameter";
            default -> code.name().toLowerCase(Locale.ROOT);
        };
    }
}
