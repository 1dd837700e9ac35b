package dev.caduceus.engine;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;

/**
 * How long passes of the network take by their rows, as they were measured, and so what it costs to read a guess behind
 * what is due. That differs by an order of magnitude: where a product of one row waits for the weights, a few rows more
 * are nearly free; where the weights are widened for any product of more than one row, the second one doubles a pass.
 */
final class RowCosts {
    /** Of so many rows a pass is bound by computing, not by reading the weights: what a row more costs there is not measured. */
    static final int MOST_ROWS = 32;

    /** What a row more costs where nobody has measured it, in passes. */
    static final double UNMEASURED = 0.05;

    /** Passes that are measured before their times are believed: the first ones of a shape set kernels up. */
    private static final int ENOUGH = 3;

    /** After so many passes the cost of guesses is measured anew: it may have been a bad moment, or contexts were shorter. */
    private static final int BELIEVED = 2000;

    /** So many passes with guesses in a row, and one without has to say again what they are compared with. */
    private static final int COMPARED = 100;

    private final Recent[] plain = recent();
    private final Recent[] guessing = recent();
    private long passes;

    /** The last times of passes of about the same rows. */
    private static final class Recent {
        private final long[] nanos = new long[5];
        private int measured;
        private int next;
        private long lastPass;
        /** Passes with guesses that were compared with these since. */
        private int compared;

        void add(long time, long pass) {
            measured = old(pass) ? 1 : Math.min(measured + 1, nanos.length);
            nanos[next] = time;
            next = (next + 1) % nanos.length;
            lastPass = pass;
            compared = 0;
        }

        boolean old(long pass) {
            return pass - lastPass >= BELIEVED;
        }

        /** Times of passes that something else held up do not count. */
        double median() {
            long[] sorted = new long[measured];
            for (int i = 0; i < measured; i++) {
                sorted[i] = nanos[Math.floorMod(next - 1 - i, nanos.length)];
            }
            Arrays.sort(sorted);
            return sorted[measured / 2];
        }
    }

    private static Recent[] recent() {
        return Stream.generate(Recent::new).limit(about(MOST_ROWS) + 1).toArray(Recent[]::new);
    }

    /**
     * A pass took {@code nanos}.
     *
     * @param rows at least 1, those of the guesses included
     * @param guessed rows that were guesses
     */
    void took(int rows, int guessed, long nanos) {
        passes++;
        if (rows > MOST_ROWS) {
            return;
        }
        (guessed > 0 ? guessing : plain)[about(rows)].add(nanos, passes);
        if (guessed > 0) {
            plain[about(rows - guessed)].compared++;
        }
    }

    /**
     * What ids of a guess cost, by their number, in ids that have to come true to make up for it: each of those saves one
     * of the {@code writers} its part in a pass.
     *
     * @param rows that are read anyway
     * @param guessed rows that are guesses of others
     * @param writers sequences that get an id each out of the pass
     */
    IntToDoubleFunction cost(int rows, int guessed, int writers) {
        return ids -> extra(rows, guessed + ids, writers) - (guessed == 0 ? 0 : extra(rows, guessed, writers));
    }

    private double extra(int rows, int guessed, int writers) {
        double unmeasured = UNMEASURED * guessed * writers;
        int all = about(Math.min(rows + guessed, MOST_ROWS));
        double with = Math.max(atLeast(guessing, all), atLeast(plain, all));
        if (rows > MOST_ROWS || with == 0) {
            return unmeasured;
        }
        Recent without = plain[about(rows)];
        Recent saved = plain[about(writers)];
        if (without.measured == 0 || saved.measured == 0 || without.compared >= COMPARED) {
            return Double.POSITIVE_INFINITY; // this pass is the one to compare with
        }
        double extra = Math.max(0, with - without.median()) / Math.max(1, saved.median()) * writers;
        boolean measured = rows + guessed <= MOST_ROWS && known(guessing[all]);
        return measured ? extra : Math.max(unmeasured, extra);
    }

    /** In ns, what was measured for about so many rows or, where that is not known, for fewer; 0 = unknown. */
    private double atLeast(Recent[] times, int rows) {
        for (int fewer = rows; fewer >= 0; fewer--) {
            if (known(times[fewer])) {
                return times[fewer].median();
            }
        }
        return 0;
    }

    private boolean known(Recent times) {
        return times.measured >= ENOUGH && !times.old(passes);
    }

    /** 1, 2, 3, 4, 5–6, 7–8, 9–12, 13–16, 17–24, 25–32 rows → 0 to 9. */
    static int about(int rows) {
        if (rows <= 2) {
            return rows - 1;
        }
        int octave = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(rows - 1); // 2^octave < rows <= 2^(octave + 1)
        return 2 * octave + (rows - (1 << octave) > 1 << (octave - 1) ? 1 : 0);
    }
}
