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

    static final int[] NO_DRAFT = {};

    /** How good guesses after runs of one length are. */
    private record Record(NgramIndex index, Luck luck) {
        Record(int run) {
            this(new NgramIndex(run), new Luck());
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
                int count = Math.min(Math.min(record.luck.length(), longest), Math.min(most, length - from));
                return count == 0 ? NO_DRAFT : Arrays.copyOfRange(tokens, from, from + count);
            }
        }
        return NO_DRAFT;
    }

    /** How probably each id of the last draft is right, those before it being so. */
    double probability() {
        return asked.luck.probability();
    }

    /** Of the last draft's ids the first {@code confirmed} were right. */
    void judge(int drafted, int confirmed) {
        asked.luck.judge(drafted, confirmed);
    }
}
