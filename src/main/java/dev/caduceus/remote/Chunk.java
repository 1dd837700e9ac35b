package dev.caduceus.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.schema.Json;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * One event of a streamed completion.
 *
 * @param text what the ids add; empty for ids that the server does not write out
 * @param finish why the completion ended, such as {@code stop} or {@code length}; empty while it goes on
 * @param cached prompt tokens that the server had; -1 where this event does not say
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two
record Chunk(int[] ids, String text, String finish, int cached) {
    private static final int[] NONE = {};
    private static final String SPELT_ID = "token_id:";

    /**
     * @throws Trouble where it is no JSON, or an error of the server's
     * @throws CaduceusException {@code REMOTE_FAILED} where the server writes text and does not say which tokens it is
     */
    static Chunk read(String data) throws Trouble {
        JsonNode json;
        try {
            json = Json.read(data);
        } catch (IllegalArgumentException e) {
            throw Trouble.broken("sent a broken event", String.valueOf(e.getMessage()));
        }
        if (json.hasNonNull("error")) {
            throw Trouble.broken("broke off with an error", Json.write(json.get("error")));
        }
        JsonNode choice = json.path("choices").path(0);
        int[] ids = ids(choice);
        String text = choice.path("text").asText("");
        if (ids.length == 0 && !text.isEmpty()) {
            throw CaduceusException.of(
                    ErrorCode.REMOTE_FAILED,
                    "The remote engine writes '%s' and does not say which tokens that is, so that text could not be told"
                            + " from markup; needed is vLLM 0.10.2 or later, or a llama.cpp server with"
                            + " caduceus.remote.server=llama-cpp",
                    text);
        }
        return new Chunk(ids, text, choice.path("finish_reason").asText(""), cached(json));
    }

    /** vLLM's token_ids; llama.cpp's ids beside the probabilities; vLLM's ids spelt as tokens. */
    private static int[] ids(JsonNode choice) {
        if (choice.path("token_ids").isArray()) {
            return ints(choice.get("token_ids"));
        }
        JsonNode logprobs = choice.path("logprobs");
        if (logprobs.path("content").isArray()) {
            return StreamSupport.stream(logprobs.get("content").spliterator(), false)
                    .filter(token -> token.path("id").isInt())
                    .mapToInt(token -> token.get("id").intValue())
                    .toArray();
        }
        return StreamSupport.stream(logprobs.path("tokens").spliterator(), false)
                .map(JsonNode::asText)
                .filter(token -> token.matches(SPELT_ID + "\\d{1,9}"))
                .mapToInt(token -> Integer.parseInt(token.substring(SPELT_ID.length())))
                .toArray();
    }

    private static int[] ints(JsonNode array) {
        int[] ids = IntStream.range(0, array.size())
                .map(i -> array.get(i).isInt() ? array.get(i).intValue() : -1)
                .toArray();
        return Arrays.stream(ids).anyMatch(id -> id < 0) ? NONE : ids;
    }

    private static int cached(JsonNode json) {
        JsonNode details = json.path("usage").path("prompt_tokens_details").path("cached_tokens");
        return details.isInt()
                ? details.intValue()
                : json.path("timings").path("cache_n").asInt(-1);
    }
}
