package dev.caduceus.conversation;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Hands a turn's events on and keeps its end for whoever waits. */
final class TurnEnd implements TurnListener {
    private final Consumer<ChatEvent> events;
    private final CompletableFuture<TurnResult> end = new CompletableFuture<>();

    TurnEnd(Consumer<ChatEvent> events) {
        this.events = events;
    }

    /** Starts a turn and waits for its end; see {@link TurnGenerator#run}. */
    static TurnResult await(Function<TurnListener, Turn> start) {
        return await(event -> {}, start);
    }

    /** The same, and hands on what happens until then. */
    static TurnResult await(Consumer<ChatEvent> events, Function<TurnListener, Turn> start) {
        var end = new TurnEnd(events);
        Turn turn = start.apply(end);
        try {
            return end.get();
        } catch (InterruptedException e) {
            turn.cancel();
            Thread.currentThread().interrupt();
            throw new CaduceusException(
                    ErrorCode.CANCELLED,
                    "The thread that waited for the reply was interrupted; the turn is cancelled",
                    e);
        }
    }

    /** Waits for the end. */
    TurnResult get() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CaduceusException error) {
                throw error;
            }
            throw new IllegalStateException("a turn's end is a result or a CaduceusException", e);
        }
    }

    @Override
    public void event(ChatEvent event) {
        events.accept(event);
    }

    @Override
    public void done(TurnResult result) {
        end.complete(result);
    }

    @Override
    public void failed(CaduceusException error) {
        end.completeExceptionally(error);
    }
}
