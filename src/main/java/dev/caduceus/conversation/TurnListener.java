package dev.caduceus.conversation;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.TokenLogprob;

/**
 * Hears of one turn, one call at a time, on the turn's own virtual thread, which it may block: the engine never waits for
 * it. A turn whose listener lags further behind than {@link TurnSettings#maxPendingTokens} pauses, and fails with
 * {@code SLOW_READER} after {@link TurnSettings#patience}. First the events, then exactly one of {@link #done} and {@link #failed}.
 */
public interface TurnListener {
    /** Every event but {@link ChatEvent.Done}, in the order in which it happened. */
    void event(ChatEvent event);

    /**
     * How probable a token of the reply was, told before the events that it completes; all but the one that ends the turn,
     * and only where {@code SamplingParams.logprobs} asks for it. A loop of several rounds passes nothing on.
     */
    default void written(TokenLogprob token) {}

    /** The turn is over, by itself, by a limit or by {@link Turn#cancel}; {@code result.done()} says which. */
    void done(TurnResult result);

    /** The turn broke off; what was heard until now is not part of any conversation. */
    void failed(CaduceusException error);
}
