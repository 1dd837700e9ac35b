package dev.caduceus.engine;

import dev.caduceus.model.CausalLm;
import java.util.function.IntConsumer;

/** Runs sequences. Safe for many threads. */
public interface Engine extends AutoCloseable {
    /** Starts the thread "caduceus-engine", which owns {@code lm} from now on and closes it in the end. */
    static Engine start(CausalLm lm, EngineLimits limits) {
        return start(lm, limits, batch -> {});
    }

    /** @param batches hears after each pass in which sequences wrote how many did, on the engine's thread */
    static Engine start(CausalLm lm, EngineLimits limits, IntConsumer batches) {
        BatchingEngine engine = new BatchingEngine(lm, limits, System::nanoTime, batches);
        engine.start();
        return engine;
    }

    /**
     * Queues a sequence.
     *
     * @throws dev.caduceus.chat.CaduceusException {@code OVERLOADED} when the queue is full, {@code PROMPT_TOO_LONG} when
     *     the prompt leaves no room for a token, {@code BAD_REQUEST} for an id that the model does not have,
     *     {@code MODEL_NOT_READY} after {@link #close()}; at once, not after a wait
     */
    Generation submit(GenerationRequest request, GenerationListener listener);

    /** Positions a sequence may use, prompt and completion together. */
    int contextLength();

    /** What the engine has done up to its last step. An engine that does not count says {@link EngineStats#NONE}. */
    default EngineStats stats() {
        return EngineStats.NONE;
    }

    /** Cancels what runs and waits, waits for the thread, closes the model. */
    @Override
    void close();
}
