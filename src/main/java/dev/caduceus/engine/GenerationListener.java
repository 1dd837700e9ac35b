package dev.caduceus.engine;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.TokenUsage;

/**
 * Hears of one sequence, on the engine's thread: it must return at once and must not throw. {@code started}, then the
 * tokens, then exactly one of {@code finished} and {@code failed}; a sequence that never started goes straight there.
 */
public interface GenerationListener {
    /** The prompt was read; {@code cachedTokens} of it were found in the prefix cache. */
    void started(int cachedTokens);

    void token(int id);

    /**
     * Whether more tokens are welcome, asked once a step: a sequence whose listener has no room sits steps out until it
     * has, and nobody waits for it. After a second others may take its slot and rows; it then reads itself again. What
     * one step writes is told whole.
     */
    default boolean hasRoom() {
        return true;
    }

    /**
     * How many other tokens {@link #written} shows beside each, which costs another look at all logits for each draw;
     * {@link #NOT_RECORDED} = it is not told at all.
     */
    default int recorded() {
        return NOT_RECORDED;
    }

    int NOT_RECORDED = -1;

    /** How the token that is told next came to be; only where {@link #recorded}. */
    default void written(WrittenToken token) {}

    void finished(FinishReason reason, TokenUsage usage);

    void failed(CaduceusException error);
}
