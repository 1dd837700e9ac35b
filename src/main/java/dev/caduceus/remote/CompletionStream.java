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

    /** What comes next; nothing at the end, said or not. */
    Optional<Chunk> next() throws Trouble, InterruptedException {
        return next(silence);
    }

    Optional<Chunk> next(Duration patience) throws Trouble, InterruptedException {
        while (read.isEmpty() && !ended) {
            byte[] bytes = body.next(patience);
            ended = bytes.length == 0;
            read.addAll(events.push(bytes));
        }
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
