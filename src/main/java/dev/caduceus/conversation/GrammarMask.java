package dev.caduceus.conversation;

import dev.caduceus.chat.ReplyFormat;
import dev.caduceus.engine.LogitsProcessor;
import dev.caduceus.grammar.Matcher;
import dev.caduceus.grammar.Vocabulary;
import java.util.Arrays;

/**
 * Holds one sequence to its grammar; where that allows everything, nothing is done to the logits. A request with stop
 * tokens of its own may go on where the model would have ended: what follows is free.
 */
final class GrammarMask implements LogitsProcessor {
    private static final long ALL_ALLOWED = -1;

    private final Matcher matcher;
    private final boolean forces;
    private final int[] opening;
    private final ReplyFormat format;
    private final int vocabularySize;
    private final long[] bits;
    private boolean begun;

    /** @param opening how the reply may well begin; no ids where nothing speaks for it */
    GrammarMask(Matcher matcher, Vocabulary vocabulary, boolean forces, int[] opening, ReplyFormat format) {
        this.format = format;
        this.matcher = matcher;
        this.opening = opening;
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
        for (int first = 0; first < logits.length; first += Long.SIZE) {
            long allowed = first < vocabularySize ? bits[first / Long.SIZE] : 0;
            int end = Math.min(first + Long.SIZE, logits.length);
            if (allowed == 0) {
                Arrays.fill(logits, first, end, Float.NEGATIVE_INFINITY);
            } else if (allowed != ALL_ALLOWED) {
                for (int id = first; id < end; id++) {
                    if ((allowed & (1L << id)) == 0) {
                        logits[id] = Float.NEGATIVE_INFINITY;
                    }
                }
            }
        }
    }

    @Override
    public void accepted(int id) {
        begun = true;
        if (!matcher.ended()) {
            matcher.accept(id);
        }
    }

    @Override
    public ReplyFormat format() {
        return format;
    }

    @Override
    public int[] forced() {
        return forces ? matcher.forced() : NOTHING_FORCED;
    }

    @Override
    public int[] guess(int[] copied, int most) {
        return begun || opening.length == 0
                ? matcher.guess(copied, most)
                : Arrays.copyOf(opening, Math.min(opening.length, most));
    }

    /** Mostly all is known: what has to be found out first is, while the network runs. */
    @Override
    public void meanwhile(int[] draft) {
        if (!matcher.knows(draft)) {
            Matcher ahead = matcher.fork();
            Thread.ofVirtual().name("caduceus-masks").start(() -> ahead.learn(draft));
        }
    }
}
