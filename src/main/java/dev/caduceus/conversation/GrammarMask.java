package dev.caduceus.conversation;

import dev.caduceus.engine.LogitsProcessor;
import dev.caduceus.grammar.Grammar;
import dev.caduceus.grammar.Matcher;
import dev.caduceus.grammar.Vocabulary;

/**
 * Holds one sequence to its grammar; where that allows everything, nothing is done to the logits. All of a grammar's
 * matchers learn from its automata, grounded ones included, which other threads may be using to begin a reply. A request
 * with stop tokens of its own may go on where the model would have ended: what follows is free.
 */
final class GrammarMask implements LogitsProcessor {
    private final Grammar grammar;
    private final Matcher matcher;
    private final boolean forces;
    private final int vocabularySize;
    private final long[] bits;

    /** @param grammar is locked while {@code matcher}, one of its own, is asked */
    GrammarMask(Grammar grammar, Matcher matcher, Vocabulary vocabulary, boolean forces) {
        this.grammar = grammar;
        this.matcher = matcher;
        this.forces = forces;
        this.vocabularySize = vocabulary.size();
        this.bits = new long[vocabulary.words()];
    }

    @Override
    public void process(float[] logits) {
        synchronized (grammar) {
            if (matcher.ended() || matcher.unconstrained()) {
                return;
            }
            matcher.mask(bits);
        }
        for (int id = 0; id < logits.length; id++) {
            if (id >= vocabularySize || (bits[id >> 6] & (1L << id)) == 0) {
                logits[id] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    @Override
    public void accepted(int id) {
        synchronized (grammar) {
            if (!matcher.ended()) {
                matcher.accept(id);
            }
        }
    }

    @Override
    public int[] forced() {
        if (!forces) {
            return NOTHING_FORCED;
        }
        synchronized (grammar) {
            return matcher.ended() ? NOTHING_FORCED : matcher.forced();
        }
    }
}
