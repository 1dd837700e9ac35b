package dev.caduceus.remote;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.ReplyFormat;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.Seed;
import dev.caduceus.engine.GenerationRequest;
import dev.caduceus.schema.Json;
import dev.caduceus.tokenizer.Tokenizer;
import java.util.List;

/** A sequence → the body of {@code POST /v1/completions}: the prompt as ids, and never as a text that could hold markup. */
final class CompletionBody {
    private final RemoteSettings settings;
    private final boolean tagIsOneToken;

    CompletionBody(RemoteSettings settings, Tokenizer tokenizer) {
        this.settings = settings;
        this.tagIsOneToken = tokenizer.addedTokens().containsKey("<tool_call>");
    }

    String of(GenerationRequest request) {
        SamplingParams sampling = request.sampling();
        ObjectNode body = Json.MAPPER.createObjectNode();
        ArrayNode prompt = body.put("model", settings.model()).putArray("prompt");
        for (int id : request.prompt()) {
            prompt.add(id);
        }
        body.put("max_tokens", newTokens(request))
                .put("temperature", sampling.temperature())
                .put("top_p", sampling.topP())
                .put("top_k", sampling.topK() == 0 ? -1 : sampling.topK())
                .put("min_p", 0)
                .put("stream", true)
                .putObject("stream_options")
                .put("include_usage", true);
        if (sampling.seed() instanceof Seed.Fixed(long seed)) {
            body.put("seed", seed);
        }
        ReplyFormat format = request.logits().format();
        switch (settings.server()) {
            case VLLM -> vllm(body, request, format);
            case LLAMA_CPP -> llamaCpp(body, request, format);
        }
        return Json.write(body);
    }

    int newTokens(GenerationRequest request) {
        return Math.min(request.sampling().maxNewTokens(), settings.contextLength() - request.prompt().length);
    }

    /** Its own idea of the end of a turn is left aside: the request's is all there is. */
    private static void vllm(ObjectNode body, GenerationRequest request, ReplyFormat format) {
        body.put("repetition_penalty", request.sampling().repetitionPenalty())
                .put("add_special_tokens", false)
                .put("skip_special_tokens", false)
                .put("spaces_between_special_tokens", false)
                .put("return_token_ids", true)
                .put("ignore_eos", true);
        ArrayNode stops = body.putArray("stop_token_ids");
        request.stopTokens().stream().sorted().forEach(stops::add);
        StructuredOutputs.of(format).ifPresent(constraint -> body.set("structured_outputs", constraint));
    }

    /**
     * Ids come with the probabilities. The penalty's window is all of the context, and what is drawn from is narrowed in the
     * engine's own order, in which top-p counts shares at the temperature asked for.
     */
    private void llamaCpp(ObjectNode body, GenerationRequest request, ReplyFormat format) {
        body.put("repeat_penalty", request.sampling().repetitionPenalty())
                .put("repeat_last_n", settings.contextLength())
                .put("n_probs", 1)
                .put("cache_prompt", true);
        ArrayNode samplers = body.putArray("samplers");
        List.of("penalties", "temperature", "top_k", "top_p").forEach(samplers::add);
        CallGrammar.tell(body, format, tagIsOneToken);
    }
}
