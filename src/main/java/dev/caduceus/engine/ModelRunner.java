package dev.caduceus.engine;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.model.CausalLm;
import dev.caduceus.model.CausalLm.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs sequences through the model and keeps the slots' books beside each call. */
final class ModelRunner {
    /** The next {@code count} tokens of a sequence: a piece of its prompt, or what it wrote last. */
    record Chunk(Sequence sequence, int count) {
        private Span span() {
            int start = sequence.position();
            return new Span(sequence.slot(), start, Arrays.copyOfRange(sequence.tokens(), start, start + count));
        }
    }

    /** What a sequence got out of a pass. */
    sealed interface Outcome {
        Sequence sequence();

        record Scored(Sequence sequence, Scores scores) implements Outcome {}

        record Failed(Sequence sequence, Throwable cause) implements Outcome {}
    }

    private static final int[] NO_DRAFT = {};

    private final CausalLm lm;
    private final KvSlots slots;
    private final int samplable;
    private long prefillTokens;
    private long decodeSteps;
    private long decodeTokens;

    /** @param samplable logits from here up may be anything */
    ModelRunner(CausalLm lm, KvSlots slots, int samplable) {
        this.lm = lm;
        this.slots = slots;
        this.samplable = samplable;
    }

    /** Takes over rows that another slot has already got for the rest of this sequence's prompt. */
    void catchUp(Sequence sequence) {
        sequence.found(slots.catchUp(sequence.slot(), sequence.tokens(), sequence.promptLength(), sequence.position()));
    }

    /**
     * Reads chunks of several sequences in one pass; when that fails, each alone, so that only the culprit fails.
     *
     * @return what each got, in the same order
     */
    List<Outcome> run(List<Chunk> chunks) {
        try {
            return pass(chunks);
        } catch (Throwable failure) {
            if (chunks.size() == 1) {
                return List.of(new Outcome.Failed(chunks.getFirst().sequence(), failure));
            }
        }
        List<Outcome> outcomes = new ArrayList<>(chunks.size());
        chunks.forEach(chunk -> outcomes.addAll(run(List.of(chunk))));
        return outcomes;
    }

    long prefillTokens() {
        return prefillTokens;
    }

    long decodeSteps() {
        return decodeSteps;
    }

    long decodeTokens() {
        return decodeTokens;
    }

    private List<Outcome> pass(List<Chunk> chunks) {
        float[][] logits = lm.forward(chunks.stream().map(Chunk::span).toList());
        requireShape(logits, chunks.size());
        count(chunks);
        List<Outcome> outcomes = new ArrayList<>(chunks.size());
        for (int i = 0; i < logits.length; i++) {
            outcomes.add(scored(chunks.get(i), logits[i]));
        }
        return outcomes;
    }

    private Outcome scored(Chunk chunk, float[] logits) {
        Sequence sequence = chunk.sequence();
        int start = sequence.position();
        int end = start + chunk.count();
        slots.wrote(sequence.slot(), start, sequence.tokens(), end);
        sequence.read(end);
        Scores scores = new Scores(end - 1, NO_DRAFT, new float[][] {logits});
        try {
            scores.requireFinite(0, samplable); // also in the middle of a prompt: others may inherit its rows
            return new Outcome.Scored(sequence, scores);
        } catch (CaduceusException broken) {
            return new Outcome.Failed(sequence, broken);
        }
    }

    private void count(List<Chunk> chunks) {
        int rows = 0;
        for (Chunk chunk : chunks) {
            switch (chunk.sequence().stage()) {
                case PREFILLING -> prefillTokens += chunk.count();
                case DECODING -> rows++;
                case WAITING, FINISHED -> {}
            }
        }
        decodeSteps += rows > 0 ? 1 : 0;
        decodeTokens += rows;
    }

    private void requireShape(float[][] logits, int rows) {
        boolean right = logits.length == rows;
        for (int row = 0; row < rows && right; row++) {
            right = logits[row].length == lm.vocabularySize();
        }
        if (!right) {
            throw CaduceusException.of(
                    ErrorCode.INTERNAL,
                    "The model's logits are not of shape [%s, %s]: it answered %s rows",
                    rows,
                    lm.vocabularySize(),
                    logits.length);
        }
    }
}
