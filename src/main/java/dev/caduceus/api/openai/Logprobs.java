package dev.caduceus.api.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.TokenLogprob;
import dev.caduceus.schema.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The probabilities of tokens → OpenAI's {@code logprobs}, of those since it was last asked. Not safe for several threads. */
final class Logprobs {
    /** What OpenAI writes for a probability of nothing, whose logarithm is no JSON number. */
    private static final double LEAST = -9999;

    private final int top;
    private final List<TokenLogprob> waiting = new ArrayList<>();

    /** @param top as {@link SamplingParams#logprobs} */
    Logprobs(int top) {
        this.top = top;
    }

    void add(TokenLogprob token) {
        waiting.add(token);
    }

    /** {@code null} where nobody asked for them. */
    JsonNode take() {
        if (top == SamplingParams.NO_LOGPROBS) {
            return NullNode.getInstance();
        }
        ObjectNode document = Json.MAPPER.createObjectNode();
        ArrayNode content = document.putArray("content");
        waiting.forEach(token -> content.add(withOthers(token)));
        waiting.clear();
        return document.putNull("refusal");
    }

    /** The token itself stands among the most probable, too, if it is one of them. */
    private ObjectNode withOthers(TokenLogprob token) {
        ObjectNode entry = entry(token);
        ArrayNode likely = entry.putArray("top_logprobs");
        Stream.concat(Stream.of(token), token.others().stream())
                .sorted(Comparator.comparingDouble(TokenLogprob::logprob).reversed())
                .limit(top)
                .forEach(each -> likely.add(entry(each)));
        return entry;
    }

    private static ObjectNode entry(TokenLogprob token) {
        ObjectNode entry = Json.MAPPER.createObjectNode();
        entry.put("token", token.text()).put("logprob", Math.max(LEAST, token.logprob()));
        ArrayNode bytes = entry.putArray("bytes");
        for (byte each : token.bytes()) {
            bytes.add(Byte.toUnsignedInt(each));
        }
        return entry;
    }
}
