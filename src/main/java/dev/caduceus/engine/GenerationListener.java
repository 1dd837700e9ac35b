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

    /** Whether {@link #written} is told too, which costs another look at all logits for each draw. */
    default boolean recording() {
        return false;
    }

    /** How the token that is told next came to be; only where {@link #recording}. */
    default void written(WrittenToken token) {}

    void finished(FinishReason reason, TokenUsage usage);

    void failed(CaduceusException error);
}
