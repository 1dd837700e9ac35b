package dev.caduceus.api;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.TokenLogprob;
import dev.caduceus.conversation.Turn;
import dev.caduceus.conversation.TurnListener;
import dev.caduceus.conversation.TurnResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Carries what a turn says from the turn's thread to the request's. The turn waits for a reader that lags, which pauses its
 * generation in the end; a reader that takes nothing for {@link ApiSettings#slowReader}, or goes away, loses its turn.
 */
public final class Delivery<T> implements TurnListener {
    private static final Logger LOG = Logger.getLogger(Delivery.class);

    /** Under way to one reader; with TCP's own buffers enough to never stall a reader that keeps up. */
    private static final int CAPACITY = 64;

    private final BlockingQueue<T> words = new ArrayBlockingQueue<>(CAPACITY);
    private final String request;
    private final TurnEncoder<T> encoder;
    private final ApiSettings settings;
    private final Duration patience;
    private final Runnable hangUp;
    private volatile Turn turn = () -> {};
    private volatile boolean closed;

    /**
     * @param request its id, for the log
     * @param hangUp ends the connection of a reader that accepts nothing, whose thread waits to write
     */
    public Delivery(String request, TurnEncoder<T> encoder, ApiSettings settings, Runnable hangUp) {
        this.request = request;
        this.encoder = encoder;
        this.settings = settings;
        this.patience = settings.slowReader();
        this.hangUp = hangUp;
    }

    public void runs(Turn started) {
        turn = started;
        // Written and read in the other order than in close: one of the two sees what the other wrote.
        if (closed) {
            started.cancel();
        }
    }

    /** Ends the turn, unless it is over, and lets go of whoever waits here. From any thread, any number of times. */
    public void close() {
        closed = true;
        turn.cancel();
        words.clear();
        words.offer(encoder.failed(new CaduceusException(ErrorCode.CANCELLED, "The client is gone")));
    }

    /** What comes next; nothing after {@code silence}. */
    public Optional<T> poll(Duration silence) {
        try {
            return Optional.ofNullable(words.poll(silence.toMillis(), TimeUnit.MILLISECONDS));
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
    public void written(TokenLogprob token) {
        encoder.of(token).forEach(this::put);
    }

    @Override
    public void done(TurnResult result) {
        put(encoder.end(result.done()));
    }

    @Override
    public void failed(CaduceusException error) {
        LOG.infof("request %s failed: %s", request, settings.forLog(error.code(), error.getMessage()));
        put(encoder.failed(error));
    }

    private void put(T word) {
        try {
            if (!closed && !words.offer(word, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.infof(
                        "request %s failed: %s its reader took nothing for %s",
                        request, ErrorCode.SLOW_READER, patience);
                close();
                hangUp.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }
}
