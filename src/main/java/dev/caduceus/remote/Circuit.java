package dev.caduceus.remote;

import java.time.Duration;
import java.util.Optional;

/**
 * Keeps requests away from an endpoint that does not answer: after some failures in a row it is left alone for a while, then
 * one request tries it; each failed try doubles the while. A rest that the endpoint itself asked for ends when it said, whoever
 * is answered meanwhile. Times are {@link System#nanoTime}'s. Safe for many threads.
 */
final class Circuit {
    private static final int FAILURES_TO_OPEN = 3;
    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(30);

    /** Nobody is sent away for longer by an endpoint's own wish. */
    private static final Duration LONGEST_WISH = Duration.ofMinutes(1);

    private int failures;
    private boolean resting;
    private long restsUntil;
    private boolean asked;
    private long askedUntil;

    private final Pass nobody = new Pass();

    /** The one request that tries it after a rest, or nobody. */
    private Pass trying = nobody;

    /** One request's leave to go there; it says how that went, and gives the leave back in any case. */
    final class Pass {
        private Pass() {}

        /** The endpoint began to answer. */
        void succeeded(long now) {
            synchronized (Circuit.this) {
                release(this);
                failures = 0;
                resting = asked && now - askedUntil < 0;
                restsUntil = askedUntil;
            }
        }

        void failed(Trouble.Kind why, long now) {
            synchronized (Circuit.this) {
                release(this);
                switch (why) {
                    case Trouble.Kind.Busy(Duration pause) -> busy(pause, now);
                    case Trouble.Kind.Broken _ -> broken(now);
                }
            }
        }

        /** The request ended; if nothing was said about the endpoint, another may try it. */
        void released() {
            synchronized (Circuit.this) {
                release(this);
            }
        }
    }

    /** Nothing where no request may go there now. */
    synchronized Optional<Pass> enter(long now) {
        var pass = new Pass();
        if (!resting) {
            return Optional.of(pass);
        }
        if (trying != nobody || now - restsUntil < 0) {
            return Optional.empty();
        }
        trying = pass;
        return Optional.of(pass);
    }

    /** How long until a request may go there; 0 = now. */
    synchronized Duration rest(long now) {
        return resting ? Duration.ofNanos(Math.max(0, restsUntil - now)) : Duration.ZERO;
    }

    private void release(Pass pass) {
        trying = trying == pass ? nobody : trying;
    }

    private void busy(Duration pause, long now) {
        long until = now + (pause.compareTo(LONGEST_WISH) < 0 ? pause : LONGEST_WISH).toNanos();
        askedUntil = asked && askedUntil - until > 0 ? askedUntil : until;
        asked = true;
        restUntil(until);
    }

    private void broken(long now) {
        failures++;
        if (failures >= FAILURES_TO_OPEN) {
            long millis = FIRST_REST.toMillis() << Math.min(failures - FAILURES_TO_OPEN, 10);
            restUntil(now
                    + Duration.ofMillis(Math.min(millis, LONGEST_REST.toMillis()))
                            .toNanos());
        }
    }

    private void restUntil(long until) {
        restsUntil = resting && restsUntil - until > 0 ? restsUntil : until;
        resting = true;
    }
}
