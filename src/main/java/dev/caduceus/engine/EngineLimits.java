package dev.caduceus.engine;

import static dev.caduceus.chat.CaduceusException.require;

import dev.caduceus.model.CausalLm;
import java.time.Duration;
import java.util.function.Consumer;

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
 * @param kvRows rows of the KV cache that all sequences together may use, kept prefixes included, as far as the slots have
 *     so many
 * @param kvAhead tokens that each sequence must have rows for when a further one is let in: less, and one soon has to give
 *     way and read itself again, which costs a pass over all it has; more, and rows lie idle
 */
public record EngineLimits(
        int prefillChunk,
        int prefillChunkBesideDecoding,
        int queueLength,
        Duration queueTime,
        boolean prefixCache,
        int samplableIds,
        int promptLookup,
        long kvRows,
        int kvAhead) {

    /** 256 and 64 tokens a step, 64 waiting for at most 30 s, prefixes reused, every id of the model sampled, 8 guessed,
     * as many rows as the slots have. */
    public static final EngineLimits DEFAULT =
            new EngineLimits(256, 64, 64, Duration.ofSeconds(30), true, Integer.MAX_VALUE, 8, Long.MAX_VALUE, 64);

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
        require(kvRows >= KvSlots.BLOCK, "kv rows must be at least %s but were %s", KvSlots.BLOCK, kvRows);
        require(kvAhead >= 0, "kv-ahead must not be negative but was %s", kvAhead);
    }

    /** Rows that the model's slots may hold together. */
    long capacity(CausalLm lm) {
        long all = (long) lm.slots() * lm.contextLength();
        return kvRows >= all ? all : kvRows / KvSlots.BLOCK * KvSlots.BLOCK;
    }

    /** Positions of one sequence: where the rows are fewer than a slot has, one alone may use all of them. */
    int contextLength(CausalLm lm) {
        return (int) Math.min(lm.contextLength(), capacity(lm));
    }

    /** Beside decoding a step reads at most as much. */
    public EngineLimits withPrefillChunk(int value) {
        return with(change -> {
            change.prefillChunk = value;
            change.prefillChunkBesideDecoding = Math.min(value, prefillChunkBesideDecoding);
        });
    }

    public EngineLimits withPrefillChunkBesideDecoding(int value) {
        return with(change -> change.prefillChunkBesideDecoding = value);
    }

    public EngineLimits withQueueLength(int value) {
        return with(change -> change.queueLength = value);
    }

    public EngineLimits withQueueTime(Duration value) {
        return with(change -> change.queueTime = value);
    }

    public EngineLimits withPrefixCache(boolean value) {
        return with(change -> change.prefixCache = value);
    }

    public EngineLimits withSamplableIds(int value) {
        return with(change -> change.samplableIds = value);
    }

    public EngineLimits withPromptLookup(int value) {
        return with(change -> change.promptLookup = value);
    }

    public EngineLimits withKvRows(long value) {
        return with(change -> change.kvRows = value);
    }

    public EngineLimits withKvAhead(int value) {
        return with(change -> change.kvAhead = value);
    }

    private EngineLimits with(Consumer<Change> what) {
        var change = new Change();
        what.accept(change);
        return change.limits();
    }

    /** These limits, still to be changed. */
    private final class Change {
        private int prefillChunk = EngineLimits.this.prefillChunk;
        private int prefillChunkBesideDecoding = EngineLimits.this.prefillChunkBesideDecoding;
        private int queueLength = EngineLimits.this.queueLength;
        private Duration queueTime = EngineLimits.this.queueTime;
        private boolean prefixCache = EngineLimits.this.prefixCache;
        private int samplableIds = EngineLimits.this.samplableIds;
        private int promptLookup = EngineLimits.this.promptLookup;
        private long kvRows = EngineLimits.this.kvRows;
        private int kvAhead = EngineLimits.this.kvAhead;

        EngineLimits limits() {
            return new EngineLimits(
                    prefillChunk,
                    prefillChunkBesideDecoding,
                    queueLength,
                    queueTime,
                    prefixCache,
                    samplableIds,
                    promptLookup,
                    kvRows,
                    kvAhead);
        }
    }
}
