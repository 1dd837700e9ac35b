package dev.caduceus.api.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.api.Fields;
import java.util.List;
import java.util.function.Predicate;

/**
 * What OpenAI has and this service has not. A value that changes nothing is let through, for clients send their defaults;
 * any other is refused by name rather than dropped in silence.
 *
 * @param harmless whether a value asks for nothing
 * @param next what to do instead
 */
record Unsupported(String field, Predicate<JsonNode> harmless, String next) {
    private static final List<Unsupported> ALL = List.of(
            new Unsupported("n", value -> value.isInt() && value.intValue() == 1, "ask once for each answer"),
            new Unsupported("frequency_penalty", Unsupported::isZero, "leave it out, or set repetition_penalty"),
            new Unsupported("presence_penalty", Unsupported::isZero, "leave it out, or set repetition_penalty"),
            new Unsupported("logit_bias", value -> value.isObject() && value.isEmpty(), "leave it out"),
            new Unsupported("modalities", Unsupported::isTextOnly, "the model reads and writes text"),
            new Unsupported("store", Unsupported::isFalse, "nothing of a completion is kept here"),
            new Unsupported("audio", Unsupported::never, "the model reads and writes text"),
            new Unsupported("prediction", Unsupported::never, "leave it out"),
            new Unsupported("web_search_options", Unsupported::never, "offer a tool that searches"),
            new Unsupported("functions", Unsupported::never, "use tools"),
            new Unsupported("function_call", Unsupported::never, "use tool_choice"));

    static void refuse(Fields request) {
        for (Unsupported one : ALL) {
            if (request.has(one.field()) && !one.harmless().test(request.get(one.field()))) {
                throw request.unsupported(one.field(), one.next());
            }
        }
    }

    private static boolean never(JsonNode value) {
        return false;
    }

    private static boolean isZero(JsonNode value) {
        return value.isNumber() && value.doubleValue() == 0;
    }

    private static boolean isFalse(JsonNode value) {
        return value.isBoolean() && !value.booleanValue();
    }

    private static boolean isTextOnly(JsonNode value) {
        return value.isArray() && value.size() == 1 && value.get(0).asText().equals("text");
    }
}
