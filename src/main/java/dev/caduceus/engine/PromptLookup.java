package dev.caduceus.engine;

import static dev.caduceus.engine.NgramIndex.NOWHERE;

import java.util.Arrays;

/**
 * Guesses what one sequence writes next: what stood after the last earlier occurrence of its last ids, in prompt or
 * completion (Saxena 2023, "prompt lookup decoding"). Longer runs are asked first. How far a guess goes depends on how
 * good guesses after runs of that length have been; where they were bad, hardly any is made.
 */
final class PromptLookup {
    /** Ids in the runs that are looked for, the longest first. */
    private static final int[] RUNS = {4, 3, 2, 1};

    /** A guess goes on as long as all of it holds at least this probably. */
    private static final double ENOUGH = 0.4;

    /** Older guesses count for less, by this factor a guess. */
    private static final double FORGETTING = 0.8;

    /** So that a long run of luck has a finite logarithm. */
    private static final double ALMOST_SURE = 0.99;

    /** After bad guesses, runs found and let pass before the next one: from here, doubled by each further bad one. */
    private static final int FIRST_PAUSE = 4;

    private static final int LONGEST_PAUSE = 64;

    static final int[] NO_DRAFT = {};

    /** How good guesses after runs of one length are. */
    private static final class Record {
        final NgramIndex index;
        /** Ids that were right, and ids that were judged: a prior of one in two. */
        double right = 1;

        double judged = 2;
        int pause = FIRST_PAUSE;
        int passed;

        Record(int run) {
            index = new NgramIndex(run);
        }

        /** How many ids to guess; 0 = none this time. */
        int length() {
            int length = (int) Math.floor(Math.log(ENOUGH) / Math.log(Math.min(ALMOST_SURE, right / judged)));
            if (length >= 1) {
                return length;
            }
            passed++;
            return passed % pause == 0 ? 1 : 0;
        }

        void judge(int drafted, int confirmed) {
            boolean missed = confirmed < drafted;
            right = FORGETTING * right + confirmed;
            judged = FORGETTING * judged + confirmed + (missed ? 1 : 0);
            pause = missed && confirmed == 0 ? Math.min(LONGEST_PAUSE, 2 * pause) : FIRST_PAUSE;
        }
    }

    private final Record[] records = Arrays.stream(RUNS).mapToObj(Record::new).toArray(Record[]::new);
    private final int longest;
    private Record asked = records[0];

    /** @param longest ids of a guess at most */
    PromptLookup(int longest) {
        this.longest = longest;
    }

    /**
     * Guesses, for {@link #judge} to be told afterwards how good it was.
     *
     * @param tokens valid below {@code length}
     * @param most ids at most, 0 or more
     * @return none where nothing can be guessed, or where it is not worth it
     */
    int[] draft(int[] tokens, int length, int most) {
        if (longest == 0) {
            return NO_DRAFT;
        }
        for (Record record : records) {
            int from = record.index.lookUp(tokens, length);
            if (from != NOWHERE) {
                asked = record;
                int count = Math.min(Math.min(record.length(), longest), Math.min(most, length - from));
                return count == 0 ? NO_DRAFT : Arrays.copyOfRange(tokens, from, from + count);
            }
        }
        return NO_DRAFT;
    }

    /** Of the last draft's ids the first {@code confirmed} were right. */
    void judge(int drafted, int confirmed) {
        asked.judge(drafted, confirmed);
    }
}
