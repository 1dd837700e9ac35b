package dev.caduceus.chat;

import static dev.caduceus.chat.CaduceusException.require;

import java.util.List;

/**
 * How the next token is chosen, and when to stop.
 *
 * @param temperature 0 (greedy) to 100; logits are divided by it
 * @param topP above 0, up to 1: the smallest set of tokens whose probabilities reach it; 1 = all
 * @param topK the most probable k only; 0 = all
 * @param repetitionPenalty above 0; 1 = none (CTRL, Keskar et al. 2019, over prompt and completion)
 * @param maxNewTokens at least 1
 * @param seed of the random numbers
 * @param stop texts that end the turn when the model writes them; not part of the answer
 * @param stopIds tokens that end the turn in the place of the model's own; none = the model's own
 * @param logprobs how many other tokens are told beside each that is written, with their probabilities, up to 20;
 *     {@link #NO_LOGPROBS} = probabilities are not told at all
 */
public record SamplingParams(
        double temperature,
        double topP,
        int topK,
        double repetitionPenalty,
        int maxNewTokens,
        Seed seed,
        List<String> stop,
        List<Integer> stopIds,
        int logprobs) {

    public static final int NO_LOGPROBS = -1;

    /** As many as OpenAI tells. */
    private static final int MOST_LOGPROBS = 20;

    /** Always the most probable token. */
    public static final SamplingParams GREEDY =
            new SamplingParams(0, 1, 0, 1, 512, Seed.RANDOM, List.of(), List.of(), NO_LOGPROBS);

    /** The notebook's settings: temperature 0.2, top_p 1, top_k 0, 512 new tokens. */
    public static final SamplingParams HERMES = GREEDY.withTemperature(0.2);

    public SamplingParams {
        require(
                temperature >= 0 && temperature <= 100,
                "temperature must be between 0 and 100 but was %s",
                temperature);
        require(topP > 0 && topP <= 1, "top_p must be above 0 and at most 1 but was %s", topP);
        require(topK >= 0, "top_k must be 0 (all tokens) or more but was %s", topK);
        require(
                repetitionPenalty > 0 && repetitionPenalty <= 100,
                "repetition_penalty must be above 0 and at most 100 but was %s",
                repetitionPenalty);
        require(maxNewTokens >= 1, "max_new_tokens must be at least 1 but was %s", maxNewTokens);
        stop = List.copyOf(stop);
        stopIds = List.copyOf(stopIds);
        require(
                logprobs >= NO_LOGPROBS && logprobs <= MOST_LOGPROBS,
                "top_logprobs must be between 0 and %s but was %s",
                MOST_LOGPROBS,
                logprobs);
        require(stop.stream().noneMatch(String::isEmpty), "stop must not hold an empty text");
    }

    public SamplingParams withTemperature(double value) {
        return new SamplingParams(value, topP, topK, repetitionPenalty, maxNewTokens, seed, stop, stopIds, logprobs);
    }

    public SamplingParams withTopP(double value) {
        return new SamplingParams(
                temperature, value, topK, repetitionPenalty, maxNewTokens, seed, stop, stopIds, logprobs);
    }

    public SamplingParams withTopK(int value) {
        return new SamplingParams(
                temperature, topP, value, repetitionPenalty, maxNewTokens, seed, stop, stopIds, logprobs);
    }

    public SamplingParams withRepetitionPenalty(double value) {
        return new SamplingParams(temperature, topP, topK, value, maxNewTokens, seed, stop, stopIds, logprobs);
    }

    public SamplingParams withMaxNewTokens(int value) {
        return new SamplingParams(temperature, topP, topK, repetitionPenalty, value, seed, stop, stopIds, logprobs);
    }

    public SamplingParams withSeed(long value) {
        return new SamplingParams(
                temperature,
                topP,
                topK,
                repetitionPenalty,
                maxNewTokens,
                new Seed.Fixed(value),
                stop,
                stopIds,
                logprobs);
    }

    public SamplingParams withStop(List<String> value) {
        return new SamplingParams(
                temperature, topP, topK, repetitionPenalty, maxNewTokens, seed, value, stopIds, logprobs);
    }

    public SamplingParams withStopIds(List<Integer> value) {
        return new SamplingParams(
                temperature, topP, topK, repetitionPenalty, maxNewTokens, seed, stop, value, logprobs);
    }

    public SamplingParams withLogprobs(int value) {
        return new SamplingParams(temperature, topP, topK, repetitionPenalty, maxNewTokens, seed, stop, stopIds, value);
    }
}
