package dev.caduceus.engine;

import dev.caduceus.model.CausalLm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The KV cache of the doubles: it remembers which token was written to which row and refuses what a real cache would
 * silently answer with garbage. Every refusal is also kept, since an engine survives a model that throws.
 */
public abstract class SlotRows implements CausalLm {
    private static final int UNWRITTEN = -1;

    /** Refusals so far; a test ends with an empty list. */
    public final List<String> violations = new ArrayList<>();

    private final int vocabularySize;
    private final int contextLength;
    private final int[][] rows;
    private final int[] lengths;
    /** Rows of each slot that were written since they were last given back. */
    private final int[] touched;

    private int mostTouched;
    private Thread thread = Thread.currentThread();
    private boolean used;
    private boolean closed;

    protected SlotRows(int vocabularySize, int contextLength, int slots) {
        this.vocabularySize = vocabularySize;
        this.contextLength = contextLength;
        rows = new int[slots][contextLength];
        lengths = new int[slots];
        touched = new int[slots];
        for (int[] row : rows) {
            Arrays.fill(row, UNWRITTEN);
        }
    }

    /** Scores what may follow. @param tokens all that stand in the slot's rows, the last one just read */
    protected abstract float[] logits(int[] tokens);

    @Override
    public final int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public final int contextLength() {
        return contextLength;
    }

    @Override
    public final int slots() {
        return rows.length;
    }

    @Override
    public float[][] forward(List<Span> spans) {
        onOneThread();
        check(!spans.isEmpty(), "a pass over nothing");
        Set<Integer> slots = new HashSet<>();
        spans.forEach(span -> check(slots.add(span.slot()), "slot " + span.slot() + " twice in a pass"));
        List<float[]> logits = new ArrayList<>();
        for (Span span : spans) {
            check(span.ids().length > 0, "a span of nothing");
            check(span.scored() >= 1 && span.scored() <= span.ids().length, "scored after more than was read");
            write(span.slot(), span.start(), span.ids());
            int end = span.start() + span.ids().length;
            for (int read = end - span.scored() + 1; read <= end; read++) {
                logits.add(logits(Arrays.copyOf(rows[span.slot()], read)));
            }
        }
        return logits.toArray(float[][]::new);
    }

    @Override
    public void copyPrefix(int from, int to, int length) {
        onOneThread();
        check(from != to, "copy of slot " + from + " to itself");
        check(length <= lengths[from], "copy of " + length + " rows, but slot " + from + " has " + lengths[from]);
        lengths[to] = 0;
        write(to, 0, Arrays.copyOf(rows[from], length));
    }

    @Override
    public void shrink(int slot, int count) {
        onOneThread();
        touched[slot] = Math.min(touched[slot], count);
        lengths[slot] = Math.min(lengths[slot], count);
        Arrays.fill(rows[slot], lengths[slot], contextLength, UNWRITTEN);
    }

    /** Rows that had memory of their own at a time, at most. */
    public final int mostTouched() {
        return mostTouched;
    }

    @Override
    public void close() {
        onOneThread();
        closed = true;
    }

    public final boolean closed() {
        return closed;
    }

    private void write(int slot, int start, int[] ids) {
        check(start <= lengths[slot], "row " + start + " of slot " + slot + " reads unwritten row " + lengths[slot]);
        check(start + ids.length <= contextLength, "rows past the context");
        for (int id : ids) {
            check(id >= 0 && id < vocabularySize, "id " + id + " outside the vocabulary");
        }
        Arrays.fill(rows[slot], start, contextLength, UNWRITTEN);
        System.arraycopy(ids, 0, rows[slot], start, ids.length);
        lengths[slot] = start + ids.length;
        touched[slot] = Math.max(touched[slot], lengths[slot]);
        mostTouched = Math.max(mostTouched, Arrays.stream(touched).sum());
    }

    private void onOneThread() {
        check(!closed, "used after close");
        if (!used) {
            used = true;
            thread = Thread.currentThread();
        }
        check(thread == Thread.currentThread(), "used by a second thread");
    }

    private void check(boolean holds, String violation) {
        if (!holds) {
            violations.add(violation);
            throw new IllegalStateException(violation);
        }
    }
}
