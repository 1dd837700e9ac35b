package dev.caduceus.remote;

import java.time.Duration;

/**
 * Keeps requests away from an endpoint that does not answer: after some failures in a row it is left alone for a while, then
 * one request tries it; each failed try doubles the while. Times are {@link System#nanoTime}'s. Safe for many threads.
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
    private boolean tried;

    /** Whether a request may go there now. Whoever was allowed has to say how it went. */
    synchronized boolean allows(long now) {
        if (!resting) {
            return true;
        }
        if (tried || now - restsUntil < 0) {
            return false;
        }
        tried = true;
        return true;
    }

    /** How long until a request may go there; 0 = now. */
    synchronized Duration rest(long now) {
        return resting ? Duration.ofNanos(Math.max(0, restsUntil - now)) : Duration.ZERO;
    }

    synchronized void succeeded() {
        failures = 0;
        resting = false;
        tried = false;
    }

    /** The request ended without saying anything about the endpoint. */
    synchronized void released() {
        tried = false;
    }

    synchronized void failed(Trouble.Kind why, long now) {
        tried = false;
        switch (why) {
            case Trouble.Kind.Busy(Duration pause) ->
                rest(now, pause.compareTo(LONGEST_WISH) < 0 ? pause : LONGEST_WISH);
            case Trouble.Kind.Broken _ -> {
                failures++;
                if (failures >= FAILURES_TO_OPEN) {
                    long millis = FIRST_REST.toMillis() << Math.min(failures - FAILURES_TO_OPEN, 10);
                    rest(now, Duration.ofMillis(Math.min(millis, LONGEST_REST.toMillis())));
                }
            }
        }
    }

    private void rest(long now, Duration time) {
        resting = true;
        restsUntil = now + time.toNanos();
    }
}
