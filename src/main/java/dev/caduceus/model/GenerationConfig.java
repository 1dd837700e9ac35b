package dev.caduceus.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.SamplingParams;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the model's authors want it to generate: the end of a turn, and the sampling of a request that says nothing else.
 * {@code do_sample: false}, or no such key, is greedy, with the file's repetition_penalty; otherwise temperature, top_p and
 * top_k count as well, with transformers' own values (1, 1, 50, 1) where the file is silent.
 *
 * @param eosIds tokens that end a turn: all that {@code generation_config.json}, {@code config.json} or
 *     {@code tokenizer_config.json} call the end. All of them, because a fine-tuned model's files often disagree (the base
 *     model's end of text in one, the chat's end of turn in the other) and no turn goes on after either.
 * @param sampling the defaults; greedy where the files give none
 * @param ignored settings of generation_config.json that change what transformers writes and that this engine does not
 *     have, as {@code key=value}
 */
public record GenerationConfig(List<Integer> eosIds, SamplingParams sampling, List<String> ignored) {
    /** What transformers assumes for a model that samples and does not say. */
    private static final int DEFAULT_TOP_K = 50;

    /**
     * Keys that this engine does not have, and the value of each that changes nothing; empty = none, or nothing in it. How
     * long a reply may be is caduceus.sampling.max-new-tokens' affair, within caduceus.limits.new-tokens.
     */
    private static final Map<String, String> WITHOUT_EFFECT = Map.ofEntries(
            Map.entry("min_p", "0"),
            Map.entry("typical_p", "1"),
            Map.entry("epsilon_cutoff", "0"),
            Map.entry("eta_cutoff", "0"),
            Map.entry("no_repeat_ngram_size", "0"),
            Map.entry("encoder_no_repeat_ngram_size", "0"),
            Map.entry("encoder_repetition_penalty", "1"),
            Map.entry("min_length", "0"),
            Map.entry("min_new_tokens", "0"),
            Map.entry("max_new_tokens", ""),
            Map.entry("max_length", "20"), // what transformers writes where nobody has said anything
            Map.entry("stop_strings", ""),
            Map.entry("num_beams", "1"),
            Map.entry("penalty_alpha", "0"),
            Map.entry("bad_words_ids", ""),
            Map.entry("suppress_tokens", ""),
            Map.entry("begin_suppress_tokens", ""),
            Map.entry("sequence_bias", ""),
            Map.entry("forced_bos_token_id", ""),
            Map.entry("forced_eos_token_id", ""));

    public GenerationConfig {
        eosIds = List.copyOf(eosIds);
        ignored = List.copyOf(ignored);
    }

    /** What a folder's small files say; its weights need not be there. */
    public static GenerationConfig of(Path folder) {
        return read(folder, Integer.MAX_VALUE);
    }

    /** @param vocabularySize ids from here up can never be written, so an end among them is a mistake in the files */
    static GenerationConfig read(Path folder, int vocabularySize) {
        JsonFile generation = JsonFile.optional(folder.resolve("generation_config.json"));
        Set<Integer> eosIds = new LinkedHashSet<>(generation.ids("eos_token_id"));
        eosIds.addAll(JsonFile.optional(folder.resolve("config.json")).ids("eos_token_id"));
        eosIds.addAll(tokenizersEos(folder));
        for (int id : eosIds) {
            if (id >= vocabularySize) {
                throw BadModel.in(generation.path(), "eos_token_id", "an id below vocab_size " + vocabularySize, id);
            }
        }
        return new GenerationConfig(List.copyOf(eosIds), sampling(generation), ignored(generation));
    }

    private static List<String> ignored(JsonFile json) {
        return WITHOUT_EFFECT.entrySet().stream()
                .filter(key -> json.has(key.getKey()))
                .filter(key -> !isWithoutEffect(json.root().path(key.getKey()), key.getValue()))
                .map(key -> key.getKey() + "=" + json.root().path(key.getKey()))
                .sorted()
                .toList();
    }

    private static boolean isWithoutEffect(JsonNode value, String neutral) {
        if (value.isNumber() && !neutral.isEmpty()) {
            return value.doubleValue() == Double.parseDouble(neutral);
        }
        return value.isContainerNode() && value.isEmpty();
    }

    /** The id of {@code eos_token}: a text, or an object with the text in it; its id stands with the added tokens. */
    private static List<Integer> tokenizersEos(Path folder) {
        JsonNode config =
                JsonFile.optional(folder.resolve("tokenizer_config.json")).root();
        JsonNode token = config.path("eos_token");
        String text = token.isObject() ? token.path("content").asText() : token.asText();
        if (text.isEmpty()) {
            return List.of();
        }
        List<Integer> ids = config.path("added_tokens_decoder")
                .propertyStream()
                .filter(added -> added.getValue().path("content").asText().equals(text)
                        && added.getKey().matches("\\d{1,9}"))
                .map(added -> Integer.valueOf(added.getKey()))
                .toList();
        return ids.isEmpty() ? addedTokenIds(folder, text) : ids;
    }

    private static List<Integer> addedTokenIds(Path folder, String text) {
        return JsonFile.optional(folder.resolve("tokenizer.json"))
                .root()
                .path("added_tokens")
                .valueStream()
                .filter(added -> added.path("content").asText().equals(text))
                .map(added -> added.path("id").intValue())
                .toList();
    }

    private static SamplingParams sampling(JsonFile json) {
        try {
            SamplingParams greedy = SamplingParams.GREEDY.withRepetitionPenalty(json.positive("repetition_penalty", 1));
            if (!json.flag("do_sample", false)) {
                return greedy;
            }
            return greedy.withTemperature(json.positive("temperature", 1))
                    .withTopP(json.positive("top_p", 1))
                    .withTopK(json.countOrNone("top_k", DEFAULT_TOP_K));
        } catch (CaduceusException e) {
            throw BadModel.in(json.path(), "sampling", "possible values", e.getMessage());
        }
    }
}
