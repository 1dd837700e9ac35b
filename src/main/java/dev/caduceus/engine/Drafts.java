package dev.caduceus.engine;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * What one sequence may write next, at a guess: what it would copy, put right by what its processor knows; where nothing
 * is to be copied, the processor's own idea, as long as that has been good. Only so much of it is handed out as is worth
 * its rows; all of it is compared with what comes, so that good guesses are known before any is read.
 */
final class Drafts {
    /** Ids of a guess at most, for each one that may be copied: what is forced between and behind comes on top. */
    private static final int WITH_FORCED = 3;

    private final int longest;
    private final PromptLookup lookup;
    private final LogitsProcessor processor;
    private final Luck own = new Luck();
    private int[] guess = PromptLookup.NO_DRAFT;
    /** Where the guess's first id would stand. */
    private int from;
    /** So many ids of the guess, its first, were copied. */
    private int copied;

    /** @param longest ids that may be copied at a time; 0 = no guess at all */
    Drafts(int longest, LogitsProcessor processor) {
        this.longest = longest;
        this.processor = processor;
        lookup = new PromptLookup(longest);
    }

    /**
     * @param tokens valid below {@code length}
     * @param most ids at most, 0 or more
     * @param cost of so many more ids in the next pass, in ids that come true
     */
    int[] draft(int[] tokens, int length, int most, IntToDoubleFunction cost) {
        int[] found = lookup.draft(tokens, length, most);
        if (longest == 0 || most == 0 || (found.length == 0 && own.length() == 0)) {
            return PromptLookup.NO_DRAFT;
        }
        guess = processor.guess(found, Math.min(most, WITH_FORCED * longest));
        from = length;
        int mismatch = Arrays.mismatch(found, guess);
        copied = mismatch < 0 ? found.length : mismatch;
        return Arrays.copyOf(guess, worth(cost));
    }

    /** The last guess beside what was then written. */
    void judge(int[] tokens, int length) {
        int drafted = Math.min(guess.length, length - from);
        int confirmed = Scores.confirmed(guess, tokens, from, length);
        if (drafted > 0 && copied > 0) {
            lookup.judge(Math.min(copied, drafted), Math.min(copied, confirmed));
        } else if (drafted > 0) {
            own.judge(drafted, confirmed);
        }
        guess = PromptLookup.NO_DRAFT;
    }

    /** How many ids of the guess to read: as many as save most on average, above what they cost. */
    private int worth(IntToDoubleFunction cost) {
        // what is forced between copied ids and behind is as right as they are; an idea holds as a whole or not at all
        double first = copied == 0 ? own.probability() : Math.pow(lookup.probability(), (double) copied / guess.length);
        double next = copied == 0 ? 1 : first;
        double holds = first;
        double saved = 0;
        double best = 0;
        int worth = 0;
        for (int ids = 1; ids <= guess.length; ids++) {
            saved += holds;
            holds *= next;
            double gain = saved - Math.max(Luck.ENOUGH * ids, cost.applyAsDouble(ids));
            if (gain > best) {
                best = gain;
                worth = ids;
            }
        }
        return worth;
    }
}
