package dev.caduceus.conversation;

import dev.caduceus.engine.LogitsProcessor;
import dev.caduceus.grammar.Matcher;
import dev.caduceus.grammar.Vocabulary;

/**
 * Holds one sequence to its grammar; where that allows everything, nothing is done to the logits. A request with stop
 * tokens of its own may go on where the model would have ended: what follows is free.
 */
final class GrammarMask implements LogitsProcessor {
    private final Matcher matcher;
    private final boolean forces;
    private final int vocabularySize;
    private final long[] bits;

    GrammarMask(Matcher matcher, Vocabulary vocabulary, boolean forces) {
        this.matcher = matcher;
        this.forces = forces;
        this.vocabularySize = vocabulary.size();
        this.bits = new long[vocabulary.words()];
    }

    @Override
    public void process(float[] logits) {
        if (matcher.ended() || matcher.unconstrained()) {
            return;
        }
        matcher.mask(bits);
        for (int id = 0; id < logits.length; id++) {
            if (id >= vocabularySize || (bits[id >> 6] & (1L << id)) == 0) {
                logits[id] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    @Override
    public void accepted(int id) {
        if (!matcher.ended()) {
            matcher.accept(id);
        }
    }

    @Override
    public int[] forced() {
        return forces ? matcher.forced() : NOTHING_FORCED;
    }
}
