package dev.caduceus.engine;

import java.util.Arrays;

/**
 * What one sequence may write next, at a guess: what it would copy, put right by what its processor knows; where nothing
 * is to be copied, the processor's own idea, as long as that has been good.
 */
final class Drafts {
    /** Ids of a guess at most, for each one that may be copied: what is forced between and behind comes on top. */
    private static final int WITH_FORCED = 3;

    private final int longest;
    private final PromptLookup lookup;
    private final LogitsProcessor processor;
    private final Luck own = new Luck();
    /** So many ids of the last guess, its first, were copied. */
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
     */
    int[] draft(int[] tokens, int length, int most) {
        int[] found = lookup.draft(tokens, length, most);
        if (longest == 0 || most == 0 || (found.length == 0 && own.length() == 0)) {
            return PromptLookup.NO_DRAFT;
        }
        int[] guess = processor.guess(found, Math.min(most, WITH_FORCED * longest));
        int mismatch = Arrays.mismatch(found, guess);
        copied = mismatch < 0 ? found.length : mismatch;
        return guess;
    }

    /** Of the {@code drafted} ids of the last guess the first {@code confirmed} came true. */
    void judge(int drafted, int confirmed) {
        if (copied > 0) {
            lookup.judge(copied, Math.min(copied, confirmed));
        } else {
            own.judge(drafted, confirmed);
        }
    }
}
