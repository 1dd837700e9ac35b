package dev.caduceus.api.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.TokenUsage;
import dev.caduceus.schema.Json;

/**
 * What every document of one completion begins with.
 *
 * @param id such as {@code chatcmpl-…}
 * @param created seconds since 1970
 * @param model as the client called it
 */
record CompletionLabel(String id, long created, String model) {
    /** @param object OpenAI's name for the kind of document */
    ObjectNode document(String object) {
        return Json.MAPPER
                .createObjectNode()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }

    static ObjectNode usage(TokenUsage usage) {
        ObjectNode json = Json.MAPPER
                .createObjectNode()
                .put("prompt_tokens", usage.prompt())
                .put("completion_tokens", usage.completion())
                .put("total_tokens", usage.prompt() + usage.completion());
        json.putObject("prompt_tokens_details").put("cached_tokens", usage.cached());
        json.putObject("completion_tokens_details").put("accepted_prediction_tokens", usage.acceptedDraft());
        return json;
    }
}
