package dev.caduceus.engine;

import static dev.caduceus.chat.CaduceusException.require;

import java.time.Duration;

/**
 * What the engine takes on at a time.
 *
 * @param prefillChunk prompt tokens a step may read while nothing is decoding; a step cannot be interrupted, so this is
 *     also how long a cancellation may take
 * @param prefillChunkBesideDecoding the same while other sequences write, whose tokens wait for it. Up to
 *     about 64 rows a matrix product is bound by reading the weights, which these sequences need anyway
 * @param queueLength sequences that may wait for a slot; further ones are refused with OVERLOADED
 * @param queueTime a sequence waiting longer for its slot fails with OVERLOADED
 * @param prefixCache keep the rows of finished sequences, and start new ones from the longest prefix found
 * @param samplableIds ids from here up are never sampled: the tokenizer's vocabulary size, where the model's is padded
 * @param promptLookup ids that a step may guess ahead for a sequence, by copying from what it has read; 0 = none
 */
public record EngineLimits(
        int prefillChunk,
        int prefillChunkBesideDecoding,
        int queueLength,
        Duration queueTime,
        boolean prefixCache,
        int samplableIds,
        int promptLookup) {

    /** 256 and 64 tokens a step, 64 waiting for at most 30 s, prefixes reused, every id of the model sampled, 8 guessed. */
    public static final EngineLimits DEFAULT =
            new EngineLimits(256, 64, 64, Duration.ofSeconds(30), true, Integer.MAX_VALUE, 8);

    /** More rows than these cost a pass more than they can save. */
    private static final int MOST_GUESSED = 32;

    public EngineLimits {
        require(prefillChunk >= 1, "prefill-chunk must be at least 1 but was %s", prefillChunk);
        require(
                prefillChunkBesideDecoding >= 1,
                "prefill-chunk-beside-decoding must be at least 1 but was %s",
                prefillChunkBesideDecoding);
        require(queueLength >= 0, "queue-length must be at least 0 but was %s", queueLength);
        require(!queueTime.isNegative(), "queue-time must not be negative but was %s", queueTime);
        require(samplableIds >= 1, "samplable-ids must be at least 1 but was %s", samplableIds);
        require(
                promptLookup >= 0 && promptLookup <= MOST_GUESSED,
                "prompt-lookup must be between 0 (off) and %s but was %s",
                MOST_GUESSED,
                promptLookup);
    }

    public EngineLimits withPrefillChunk(int value) {
        return new EngineLimits(
                value,
                Math.min(value, prefillChunkBesideDecoding),
                queueLength,
                queueTime,
                prefixCache,
                samplableIds,
                promptLookup);
    }

    public EngineLimits withPrefillChunkBesideDecoding(int value) {
        return new EngineLimits(prefillChunk, value, queueLength, queueTime, prefixCache, samplableIds, promptLookup);
    }

    public EngineLimits withQueueLength(int value) {
        return new EngineLimits(
                prefillChunk, prefillChunkBesideDecoding, value, queueTime, prefixCache, samplableIds, promptLookup);
    }

    public EngineLimits withQueueTime(Duration value) {
        return new EngineLimits(
                prefillChunk, prefillChunkBesideDecoding, queueLength, value, prefixCache, samplableIds, promptLookup);
    }

    public EngineLimits withPrefixCache(boolean value) {
        return new EngineLimits(
                prefillChunk, prefillChunkBesideDecoding, queueLength, queueTime, value, samplableIds, promptLookup);
    }

    public EngineLimits withSamplableIds(int value) {
        return new EngineLimits(
                prefillChunk, prefillChunkBesideDecoding, queueLength, queueTime, prefixCache, value, promptLookup);
    }

    public EngineLimits withPromptLookup(int value) {
        return new EngineLimits(
                prefillChunk, prefillChunkBesideDecoding, queueLength, queueTime, prefixCache, samplableIds, value);
    }
}
