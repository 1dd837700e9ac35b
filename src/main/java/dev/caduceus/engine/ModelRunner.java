package dev.caduceus.engine;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.model.CausalLm;
import dev.caduceus.model.CausalLm.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/** Runs sequences through the model and keeps the slots' books beside each call. */
final class ModelRunner {
    /**
     * The next {@code count} tokens of a sequence, a piece of its prompt or what it wrote last, and a guess at what it
     * writes next.
     */
    @SuppressWarnings("ArrayRecordComponent") // made and used once
    record Chunk(Sequence sequence, int count, int[] draft) {
        private Span span() {
            int start = sequence.position();
            int[] ids = Arrays.copyOfRange(sequence.tokens(), start, start + count + draft.length);
            System.arraycopy(draft, 0, ids, count, draft.length);
            return new Span(sequence.slot(), start, ids, 1 + draft.length);
        }
    }

    /** What a sequence got out of a pass. */
    sealed interface Outcome {
        Sequence sequence();

        record Scored(Sequence sequence, Scores scores) implements Outcome {}

        record Failed(Sequence sequence, Throwable cause) implements Outcome {}
    }

    private final CausalLm lm;
    private final KvSlots slots;
    private final int samplable;
    private final LongSupplier nanoTicker;
    private final RowCosts costs = new RowCosts();
    private long prefillTokens;
    private long decodeSteps;
    private long decodeTokens;
    private long draftTokens;

    /** @param samplable logits from here up may be anything */
    ModelRunner(CausalLm lm, KvSlots slots, int samplable, LongSupplier nanoTicker) {
        this.nanoTicker = nanoTicker;
        this.lm = lm;
        this.slots = slots;
        this.samplable = samplable;
    }

    /** Takes over rows that another slot has already got for the rest of what this sequence has to read. */
    void catchUp(Sequence sequence) {
        sequence.found(slots.catchUp(sequence.slot(), sequence.tokens(), sequence.length(), sequence.position()));
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

    RowCosts costs() {
        return costs;
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

    long draftTokens() {
        return draftTokens;
    }

    private List<Outcome> pass(List<Chunk> chunks) {
        List<Span> spans = chunks.stream().map(Chunk::span).toList();
        long start = nanoTicker.getAsLong();
        float[][] logits = lm.forward(spans);
        long nanos = nanoTicker.getAsLong() - start;
        requireShape(logits, spans.stream().mapToInt(Span::scored).sum());
        count(chunks);
        costs.took(
                spans.stream().mapToInt(span -> span.ids().length).sum(),
                chunks.stream().mapToInt(chunk -> chunk.draft().length).sum(),
                nanos);
        List<Outcome> outcomes = new ArrayList<>(chunks.size());
        int row = 0;
        for (int i = 0; i < chunks.size(); i++) {
            Span span = spans.get(i);
            outcomes.add(scored(chunks.get(i), span, Arrays.copyOfRange(logits, row, row + span.scored())));
            row += span.scored();
        }
        return outcomes;
    }

    private Outcome scored(Chunk chunk, Span span, float[][] logits) {
        Sequence sequence = chunk.sequence();
        slots.wrote(span.slot(), span.start(), span.ids());
        int end = span.start() + chunk.count();
        sequence.read(end); // and of the draft what comes true
        Scores scores = new Scores(end - 1, chunk.draft(), logits);
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
            draftTokens += chunk.draft().length;
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
