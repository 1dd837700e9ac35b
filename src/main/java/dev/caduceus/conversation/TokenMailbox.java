package dev.caduceus.conversation;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.TokenUsage;
import dev.caduceus.engine.Generation;
import dev.caduceus.engine.GenerationListener;
import dev.caduceus.engine.WrittenToken;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * From the engine's thread to the turn's: a queue whose writer never waits. With {@code limit} tokens in it the generation
 * pauses; where it stays full for {@code patience}, the generation is cancelled.
 */
final class TokenMailbox implements GenerationListener {
    /** What the engine says. */
    sealed interface Signal {
        record Started(int cachedTokens) implements Signal {}

        /** @param nanos of {@link System#nanoTime} */
        record Token(int id, long nanos) implements Signal {}

        /** How the token behind it came to be. */
        record Written(WrittenToken token) implements Signal {}

        record Finished(FinishReason reason, TokenUsage usage) implements Signal {}

        record Failed(CaduceusException error) implements Signal {}
    }

    private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final AtomicInteger waitingTokens = new AtomicInteger();
    /** The engine may speak before {@code submit} has returned, so a cancellation may have to wait for its handle. */
    private final CompletableFuture<Generation> generation = new CompletableFuture<>();

    private final int limit;
    private final Duration patience;
    private final int logprobs;
    private volatile boolean givenUp;

    /** Of the engine's thread: whether there was no room when it last asked, and since when. */
    private boolean full;

    private long fullSince;

    /** @param logprobs as {@link dev.caduceus.chat.SamplingParams} has it */
    TokenMailbox(int limit, Duration patience, int logprobs) {
        this.limit = limit;
        this.patience = patience;
        this.logprobs = logprobs;
    }

    void submitted(Generation value) {
        generation.complete(value);
    }

    /** Never waits; also where the generation is over. */
    void cancel() {
        var _ = generation.thenAccept(Generation::cancel);
    }

    /** The next signal; after {@code Finished} or {@code Failed} there is none. */
    Signal take() throws InterruptedException {
        Signal signal = signals.take();
        if (signal instanceof Signal.Token) {
            waitingTokens.decrementAndGet();
        }
        return signal;
    }

    Duration patience() {
        return patience;
    }

    /** Whether the generation was cancelled because nobody read. */
    boolean givenUp() {
        return givenUp;
    }

    @Override
    public boolean hasRoom() {
        boolean wasFull = full;
        full = waitingTokens.get() >= limit;
        if (full && !wasFull) {
            fullSince = System.nanoTime();
        } else if (full && !givenUp && System.nanoTime() - fullSince > patience.toNanos()) {
            givenUp = true;
            cancel();
        }
        return !full;
    }

    @Override
    public void started(int cachedTokens) {
        signals.add(new Signal.Started(cachedTokens));
    }

    @Override
    public void token(int id) {
        waitingTokens.incrementAndGet();
        signals.add(new Signal.Token(id, System.nanoTime()));
    }

    @Override
    public int recorded() {
        return logprobs;
    }

    @Override
    public void written(WrittenToken token) {
        signals.add(new Signal.Written(token));
    }

    @Override
    public void finished(FinishReason reason, TokenUsage usage) {
        signals.add(new Signal.Finished(reason, usage));
    }

    @Override
    public void failed(CaduceusException error) {
        signals.add(new Signal.Failed(error));
    }
}
