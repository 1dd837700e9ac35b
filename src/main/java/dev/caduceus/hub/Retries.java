package dev.caduceus.hub;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** Tries again what failed, later and later; gives up after some failures without a new byte between them. */
final class Retries {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** A server that wants to be left alone for longer is given up on: nobody waits for that. */
    private static final Duration LONGEST_WISH = Duration.ofMinutes(10);

    private final int limit;
    private final Sleeper sleeper;
    private final Consumer<String> note;
    private int failures;

    /** Time that passes: a test's passes at once. */
    interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    interface Attempt<T> {
        T make() throws IOException, InterruptedException;
    }

    /**
     * @param limit failures in a row
     * @param note is told of each that is followed by another attempt
     */
    Retries(int limit, Sleeper sleeper, Consumer<String> note) {
        this.limit = limit;
        this.sleeper = sleeper;
        this.note = note;
    }

    /** Something arrived: whatever fails next is the first failure again. */
    void progressed() {
        failures = 0;
    }

    /** @throws CaduceusException {@code DOWNLOAD_FAILED} with the last failure; others of the attempt's pass through */
    <T> T until(String what, Attempt<T> attempt) throws InterruptedException {
        while (true) {
            try {
                return attempt.make();
            } catch (IOException e) {
                failed(what, e);
            }
        }
    }

    private void failed(String what, IOException failure) throws InterruptedException {
        if (Thread.interrupted() || failure.getCause() instanceof InterruptedException) {
            throw new InterruptedException(what);
        }
        failures++;
        Duration wish = failure instanceof Trouble trouble ? trouble.pause() : Duration.ZERO;
        if (failures >= limit || wish.compareTo(LONGEST_WISH) > 0) {
            String message = "%s: %s%s; given up after %s attempts. What has arrived is kept: start again to go on"
                    .formatted(
                            what,
                            reason(failure),
                            wish.isZero() ? "" : " and wants to be left alone for " + wish.toSeconds() + " s",
                            failures);
            throw new CaduceusException(ErrorCode.DOWNLOAD_FAILED, message, failure);
        }
        Duration pause = wish.isZero() ? backoff() : wish;
        note.accept("%s: %s; next attempt in %s ms".formatted(what, reason(failure), pause.toMillis()));
        sleeper.sleep(pause);
    }

    private Duration backoff() {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
        long millis = (doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE).toMillis();
        // Not all at the same moment, where many wait for one server.
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }

    /** The JDK's own exceptions often say nothing but their name. */
    private static String reason(IOException failure) {
        String message = failure.getMessage();
        return (message == null || message.isBlank()) ? failure.getClass().getSimpleName() : message;
    }
}
