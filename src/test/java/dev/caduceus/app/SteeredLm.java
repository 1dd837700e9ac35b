package dev.caduceus.app;

import dev.caduceus.model.CausalLm;
import java.util.List;

/**
 * One slot of a model that several engines take turns at: its passes are counted and timed, and where a reply is given,
 * its ids are made the most probable ones, whoever asks for them and in whatever order.
 */
final class SteeredLm implements CausalLm {
    private static final float CERTAIN = 1e6f;

    private final CausalLm lm;
    private final int slot;
    private int promptLength;
    private int[] reply = {};
    private volatile long passes;
    /** Inside the network. */
    private volatile long networkNanos;

    private volatile long firstStart;
    private volatile long lastEnd;

    SteeredLm(CausalLm lm, int slot) {
        this.lm = lm;
        this.slot = slot;
    }

    /** Before a request: what it is to be answered, in ids; none for what the model itself says. */
    void steer(int promptIds, int[] replyIds) {
        promptLength = promptIds;
        reply = replyIds.clone();
        passes = 0;
        networkNanos = 0;
    }

    /** What {@code other} has read need not be read here again. */
    void takeRows(SteeredLm other) {
        lm.copyPrefix(other.slot, slot, lm.rows(other.slot).length);
    }

    /** Those of an engine that starts now. */
    @Override
    public int[] rows(int only) {
        return lm.rows(slot);
    }

    long passes() {
        return passes;
    }

    long networkNanos() {
        return networkNanos;
    }

    /** From the first pass's end to the last one's start, without the passes between. */
    long betweenNanos() {
        return lastEnd - firstStart - networkNanos;
    }

    @Override
    public float[][] forward(List<Span> spans) {
        List<Span> moved = spans.stream()
                .map(span -> new Span(slot, span.start(), span.ids(), span.scored()))
                .toList();
        long start = System.nanoTime();
        float[][] logits = lm.forward(moved);
        lastEnd = System.nanoTime();
        firstStart = passes == 0 ? start : firstStart;
        networkNanos += lastEnd - start;
        passes++;
        Span span = spans.getFirst();
        int first = span.start() + span.ids().length - span.scored() + 1 - promptLength;
        for (int row = 0; row < span.scored(); row++) {
            if (first + row >= 0 && first + row < reply.length) {
                logits[row][reply[first + row]] = CERTAIN;
            }
        }
        return logits;
    }

    @Override
    public void copyPrefix(int from, int to, int length) {
        throw new UnsupportedOperationException("an engine of one slot copies nothing");
    }

    @Override
    public int vocabularySize() {
        return lm.vocabularySize();
    }

    @Override
    public int contextLength() {
        return lm.contextLength();
    }

    @Override
    public int slots() {
        return 1;
    }

    /** The model is closed by whoever opened it. */
    @Override
    public void close() {}
}
