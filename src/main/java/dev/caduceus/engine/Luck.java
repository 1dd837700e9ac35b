package dev.caduceus.engine;

/**
 * How good guesses of one kind have been lately, and so how far the next one should go: as long as all of it holds with
 * some probability. Where they were bad, only every so many-th chance is taken.
 */
final class Luck {
    /** A guess goes on as long as all of it holds at least this probably, however little its rows cost. */
    static final double ENOUGH = 0.15;

    /** Older guesses count for less, by this factor a guess. */
    private static final double FORGETTING = 0.8;

    /** So that a long run of luck has a finite logarithm. */
    private static final double ALMOST_SURE = 0.99;

    /** After bad guesses, chances let pass before the next one: from here, doubled by each further bad one. */
    private static final int FIRST_PAUSE = 4;

    private static final int LONGEST_PAUSE = 64;

    /** Ids that were right, and ids that were judged: a prior of one in two. */
    private double right = 1;

    private double judged = 2;
    private int pause = FIRST_PAUSE;
    private int passed;

    /** How probably the next id is right that follows one that was. */
    double probability() {
        return Math.min(ALMOST_SURE, right / judged);
    }

    /** How many ids to guess; 0 = none this time. */
    int length() {
        int length = (int) Math.floor(Math.log(ENOUGH) / Math.log(probability()));
        if (length >= 1) {
            return length;
        }
        passed++;
        return passed % pause == 0 ? 1 : 0;
    }

    /** Of {@code drafted} ids the first {@code confirmed} were right. */
    void judge(int drafted, int confirmed) {
        boolean missed = confirmed < drafted;
        right = FORGETTING * right + confirmed;
        judged = FORGETTING * judged + confirmed + (missed ? 1 : 0);
        pause = missed && confirmed == 0 ? Math.min(LONGEST_PAUSE, 2 * pause) : FIRST_PAUSE;
    }
}
