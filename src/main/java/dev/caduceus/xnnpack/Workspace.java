package dev.caduceus.xnnpack;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.caduceus.kernel.Crew;
import dev.caduceus.kernel.Rounding;
import dev.caduceus.kernel.Table;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory outside of Java's heap that a model's products share: the rounded rows, a step for each, and what comes out. It
 * stays where it is until more is asked of it, so that operators need not be told anew.
 */
public final class Workspace implements AutoCloseable {
    private static final int ALIGNMENT = 64;
    private static final int STEP_BYTES = Integer.BYTES + Float.BYTES;

    /** What stands for 0 in bytes without sign. */
    private static final int MIDDLE = 128;

    private Arena arena = Arena.ofShared();
    private MemorySegment bytes = MemorySegment.NULL;
    private MemorySegment steps = MemorySegment.NULL;
    private MemorySegment outputs = MemorySegment.NULL;
    private int rows;
    private long version;

    /** Rows that are multiplied now. */
    int rows() {
        return rows;
    }

    /** Another one when something lies elsewhere. */
    long version() {
        return version;
    }

    MemorySegment bytes() {
        return bytes;
    }

    MemorySegment steps() {
        return steps;
    }

    /** Room for a product's outputs: float32. */
    MemorySegment outputs() {
        return outputs;
    }

    /** Rounds the rows of {@code x} for a product of so many outputs. */
    void round(Table x, boolean unsigned, int outputCount, Crew crew) {
        rows = x.rows();
        reserve(x.columns(), outputCount);
        int zero = unsigned ? MIDDLE : 0;
        crew.runSmall(rows, row -> {
            MemorySegment into = bytes.asSlice((long) row * x.columns(), x.columns());
            setStep(row, zero, Rounding.toBytes(x.row(row), zero, into));
        });
        // A kernel of ten rows computes the last one as often as it has too few, with the steps that follow.
        float last = steps.get(JAVA_FLOAT, (rows - 1L) * STEP_BYTES + Integer.BYTES);
        for (int row = rows; row < rows + Xnnpack.EXTRA_ROWS; row++) {
            setStep(row, zero, last);
        }
    }

    private void setStep(int row, int zero, float step) {
        steps.set(JAVA_INT, (long) row * STEP_BYTES, zero);
        steps.set(JAVA_FLOAT, (long) row * STEP_BYTES + Integer.BYTES, step);
    }

    private void reserve(int inputs, int outputCount) {
        long in = (long) rows * inputs + Xnnpack.EXTRA_BYTES;
        long stepped = (long) (rows + Xnnpack.EXTRA_ROWS) * STEP_BYTES;
        long out = (long) rows * outputCount * Float.BYTES;
        if (in > bytes.byteSize() || stepped > steps.byteSize() || out > outputs.byteSize()) {
            Arena old = arena;
            arena = Arena.ofShared();
            bytes = arena.allocate(Math.max(in, bytes.byteSize()), ALIGNMENT);
            steps = arena.allocate(Math.max(stepped, steps.byteSize()), ALIGNMENT);
            outputs = arena.allocate(Math.max(out, outputs.byteSize()), ALIGNMENT);
            version++;
            old.close();
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
