package dev.caduceus.remote;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A completion as it is written. Closing it closes the connection, which is how the server is told to stop. */
final class CompletionStream implements AutoCloseable {
    private static final String DONE = "[DONE]";

    private final Arriving body;
    private final Duration silence;
    private final EventReader events = new EventReader();
    private final Deque<String> read = new ArrayDeque<>();
    private boolean ended;

    CompletionStream(Arriving body, Duration silence) {
        this.body = body;
        this.silence = silence;
    }

    /** What comes next; nothing at the end, said or not. A comment is a sign of life. */
    Optional<Chunk> next() throws Trouble, InterruptedException {
        while (read.isEmpty() && !ended) {
            push(body.next(silence));
        }
        return taken();
    }

    /** The same, of what comes before {@code deadline}, a {@link System#nanoTime}, however many comments come. */
    Optional<Chunk> nextBefore(long deadline) throws Trouble, InterruptedException {
        while (read.isEmpty() && !ended) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw Trouble.broken("wrote no token in time");
            }
            push(body.next(Duration.ofNanos(Math.min(left, silence.toNanos()))));
        }
        return taken();
    }

    private void push(byte[] bytes) throws Trouble {
        ended = bytes.length == 0;
        read.addAll(events.push(bytes));
    }

    private Optional<Chunk> taken() throws Trouble {
        String data = read.isEmpty() ? DONE : read.remove();
        if (data.equals(DONE)) {
            ended = true;
            read.clear();
            return Optional.empty();
        }
        return Optional.of(Chunk.read(data));
    }

    @Override
    public void close() {
        body.close();
    }
}
