package dev.caduceus.engine;

import dev.caduceus.engine.RecordingListener.Ending;
import dev.caduceus.model.CausalLm;
import dev.caduceus.model.CausalLm.DecodeRow;
import java.util.List;

/** The oracle: one sequence alone in a fresh model, its prompt in one piece, nothing cached. */
final class NaiveGeneration {
    private NaiveGeneration() {}

    static Ending run(CausalLm lm, GenerationRequest request, int samplable) {
        RecordingListener listener = new RecordingListener();
        Sequence sequence = new Sequence(1, request, listener, 0, 0);
        Sampler sampler = new Sampler(samplable);
        try {
            float[] logits = lm.prefill(0, 0, request.prompt());
            listener.started(0);
            for (int position = request.prompt().length; ; position++) {
                requireFinite(logits, samplable);
                int id = sampler.sample(logits, sequence.draws(), sequence.written());
                sequence.append(id, WrittenToken.Origin.DRAWN);
                listener.token(id);
                if (request.stopTokens().contains(id)) {
                    return new Ending(listener.tokens, "STOP", "", sequence.usage());
                }
                if (sequence.full(lm.contextLength())) {
                    return new Ending(listener.tokens, "LENGTH", "", sequence.usage());
                }
                logits = lm.decode(List.of(new DecodeRow(0, position, id)))[0];
            }
        } catch (IllegalStateException failure) {
            return new Ending(listener.tokens, "INTERNAL", failure.getMessage(), sequence.usage());
        }
    }

    private static void requireFinite(float[] logits, int samplable) {
        for (int id = 0; id < samplable; id++) {
            if (!Float.isFinite(logits[id])) {
                throw new IllegalStateException("not a number");
            }
        }
    }
}
