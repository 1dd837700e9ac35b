package dev.caduceus.api;

import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Writes a delivery as server-sent events, each as soon as it is there, a comment line into long silence. Runs on the
 * request's thread, which it blocks.
 */
public final class EventOutput<T> implements StreamingOutput {
    private final Delivery<T> delivery;
    private final Frames<T> frames;
    private final Optional<T> first;
    private final Duration keepAlive;

    /** How a word looks on the wire. */
    public interface Frames<T> {
        /** Whole events, without the empty line behind each. */
        List<String> of(T word);

        /** Whether none follows. */
        boolean last(T word);
    }

    /**
     * @param first what was taken out of the delivery already
     * @param keepAlive the silence after which a comment line goes out
     */
    public EventOutput(Delivery<T> delivery, Frames<T> frames, Optional<T> first, Duration keepAlive) {
        this.delivery = delivery;
        this.frames = frames;
        this.first = first;
        this.keepAlive = keepAlive;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        try {
            Optional<T> next = first;
            while (next.isEmpty() || write(next.get(), out)) {
                next = delivery.poll(keepAlive);
                if (next.isEmpty()) {
                    send(": keep-alive", out);
                }
            }
        } finally {
            // Whether it was written or the reader is gone: nobody reads on.
            delivery.close();
        }
    }

    /** @return whether more is to come */
    private boolean write(T word, OutputStream out) throws IOException {
        for (String event : frames.of(word)) {
            send(event, out);
        }
        return !frames.last(word);
    }

    private static void send(String event, OutputStream out) throws IOException {
        out.write((event + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
