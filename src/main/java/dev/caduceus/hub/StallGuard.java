package dev.caduceus.hub;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Closes a stream that brings nothing for too long, so that whoever reads it fails instead of waiting for ever: the
 * JDK's client has a timeout up to an answer's headers only.
 */
final class StallGuard implements Closeable {
    private final InputStream guarded;
    private final long limit;
    private final Thread watch;
    private volatile long lastProgress = System.nanoTime();

    StallGuard(InputStream guarded, Duration limit) {
        this.guarded = guarded;
        this.limit = limit.toNanos();
        this.watch = Thread.ofVirtual().name("hub-stall-guard").unstarted(this::watch);
    }

    static StallGuard over(InputStream guarded, Duration limit) {
        StallGuard guard = new StallGuard(guarded, limit);
        guard.watch.start();
        return guard;
    }

    void progressed() {
        lastProgress = System.nanoTime();
    }

    private void watch() {
        try {
            while (System.nanoTime() - lastProgress < limit) {
                Thread.sleep(Duration.ofNanos(limit / 8 + 1));
            }
            guarded.close();
        } catch (InterruptedException | IOException e) {
            // Read to its end, or broken already.
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
