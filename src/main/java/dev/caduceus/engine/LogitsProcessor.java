package dev.caduceus.engine;

import dev.caduceus.chat.ReplyFormat;

/**
 * Changes one sequence's logits before each draw: the place of a grammar's mask. It belongs to one sequence and lives on
 * the engine's thread; what it throws ends that sequence with INTERNAL.
 */
public interface LogitsProcessor {
    /**
     * Sets what must not be written to negative infinity; at least one id has to stay.
     *
     * @param logits finite, shape [samplable ids], the processor's to change
     */
    void process(float[] logits);

    /** {@code id} was written: drawn, forced or drafted, one at a time and in order. */
    void accepted(int id);

    /**
     * The ids that must come next, in order, as far as that is already settled: written without a draw, and read by the
     * network in one go. Asked once before the first draw, and again after every token until there are none. Whoever
     * answers with ids would have left just these in {@link #process}.
     *
     * @return no ids where there is a choice
     */
    default int[] forced() {
        return NOTHING_FORCED;
    }

    int[] NOTHING_FORCED = {};

    /**
     * Ids that may well come next: read by the network in one go, and kept as far as the draws then turn out to be the
     * same. A wrong one costs a little time and nothing else.
     *
     * @param copied a guess already, from what the sequence said before; may be empty
     * @param most ids at most, at least 1
     */
    default int[] guess(int[] copied, int most) {
        return copied;
    }

    /**
     * The network is about to run; draws follow after what was written and after each id of {@code draft}. What they
     * need can be computed on another thread meanwhile.
     */
    default void meanwhile(int[] draft) {}

    /** The same in words, for an engine that is not in this process and shows nobody its logits. */
    default ReplyFormat format() {
        return ReplyFormat.FREE;
    }

    /** Leaves everything as it is. */
    LogitsProcessor NONE = new LogitsProcessor() {
        @Override
        public void process(float[] logits) {}

        @Override
        public void accepted(int id) {}
    };
}
