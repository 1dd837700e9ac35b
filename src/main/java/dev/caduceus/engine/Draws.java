package dev.caduceus.engine;

import dev.caduceus.chat.SamplingParams;
import java.util.BitSet;

/**
 * What one sequence's draws depend on, apart from the logits. Nothing in it is shared, so a seed gives the same tokens
 * whatever else is in the batch.
 *
 * @param seen ids of prompt and completion: those that the repetition penalty lowers
 */
record Draws(SamplingParams sampling, LogitsProcessor processor, Dice dice, BitSet seen) {
    static Draws of(GenerationRequest request) {
        SamplingParams sampling = request.sampling();
        Draws draws = new Draws(sampling, request.logits(), Dice.of(sampling.seed()), new BitSet());
        for (int id : request.prompt()) {
            draws.seen.set(id);
        }
        return draws;
    }

    void accepted(int id) {
        seen.set(id);
        processor.accepted(id);
    }
}
