package dev.caduceus.api.openai;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.conversation.Turn;
import dev.caduceus.conversation.TurnListener;
import dev.caduceus.conversation.TurnResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Carries a turn's deltas from the turn's thread to the request's. The turn waits for a reader that lags; one that accepts
 * nothing for {@code patience}, or goes away, loses its turn.
 */
final class ReplyQueue implements TurnListener {
    /** Deltas under way to one reader; with TCP's own buffers enough to never stall a reader that keeps up. */
    private static final int CAPACITY = 64;

    private final BlockingQueue<Delta> deltas = new ArrayBlockingQueue<>(CAPACITY);
    private final Deltas encoder;
    private final Duration patience;
    private final Runnable hangUp;
    private volatile Turn turn = () -> {};
    private volatile boolean closed;

    /** @param hangUp ends the connection of a reader that accepts nothing, whose thread waits to write */
    ReplyQueue(Deltas encoder, Duration patience, Runnable hangUp) {
        this.encoder = encoder;
        this.patience = patience;
        this.hangUp = hangUp;
    }

    void runs(Turn started) {
        turn = started;
        // Written and read in the other order than in close: one of the two sees what the other wrote.
        if (closed) {
            started.cancel();
        }
    }

    /** Ends the turn, unless it is over, and lets go of whoever waits here. From any thread, any number of times. */
    void close() {
        closed = true;
        turn.cancel();
        deltas.clear();
        var gone = new CaduceusException(ErrorCode.CANCELLED, "The client is gone");
        deltas.offer(new Delta.Failed(gone));
    }

    /** The next delta; nothing after {@code silence}. */
    Optional<Delta> poll(Duration silence) {
        try {
            return Optional.ofNullable(deltas.poll(silence.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaduceusException(ErrorCode.CANCELLED, "The request's thread was interrupted", e);
        }
    }

    @Override
    public void event(ChatEvent event) {
        encoder.of(event).forEach(this::put);
    }

    @Override
    public void done(TurnResult result) {
        put(encoder.end(result.done()));
    }

    @Override
    public void failed(CaduceusException error) {
        put(new Delta.Failed(error));
    }

    private void put(Delta delta) {
        try {
            if (!closed && !deltas.offer(delta, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                close();
                hangUp.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }
}
