package dev.caduceus.kernel;

import static dev.caduceus.kernel.Vectors.FLOATS;
import static dev.caduceus.kernel.Vectors.LANES;
import static dev.caduceus.kernel.Vectors.floats;
import static dev.caduceus.kernel.Vectors.sum;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/** Rows of float32 numbers. */
public record Float32Rows(MemorySegment memory, int columns) implements FloatRows {
    private static final int BYTES = Float.BYTES;

    @Override
    public int rows() {
        return (int) (memory.byteSize() / ((long) BYTES * columns));
    }

    private MemorySegment row(int row) {
        long size = (long) BYTES * columns;
        return memory.asSlice(row * size, size);
    }

    @Override
    public void arrange(Table x, Table arranged) {
        x.copyTo(arranged);
    }

    @Override
    public void read(int row, Table into) {
        MemorySegment.copy(row(row), ValueLayout.JAVA_FLOAT_UNALIGNED, 0, into.numbers(), into.at(), columns);
    }

    @Override
    public void write(int row, Table from) {
        MemorySegment.copy(from.numbers(), from.at(), row(row), ValueLayout.JAVA_FLOAT_UNALIGNED, 0, columns);
    }

    private static float number(MemorySegment numbers, int i) {
        return numbers.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
    }

    @Override
    public void dots(Table x, Table y, int from, int to) {
        for (int row = from; row < to; row++) {
            MemorySegment numbers = row(row);
            for (int j = 0; j < x.rows(); j++) {
                y.numbers()[y.at() + j * y.stride() + row] = dot(numbers, x.numbers(), x.at() + j * columns);
            }
        }
    }

    private float dot(MemorySegment numbers, float[] x, int at) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        int i = 0;
        for (; i <= columns - 2 * LANES; i += 2 * LANES) {
            a = floats(numbers, (long) i * BYTES).fma(floats(x, at + i), a);
            b = floats(numbers, (long) (i + LANES) * BYTES).fma(floats(x, at + i + LANES), b);
        }
        float rest = 0;
        for (; i < columns; i++) {
            rest += number(numbers, i) * x[at + i];
        }
        return sum(a, b) + rest;
    }

    @Override
    public void weigh(Table weights, Table sums, int from, int to) {
        for (int j = 0; j < weights.rows(); j++) {
            Table of = weights.row(j);
            int at = sums.at() + j * sums.stride();
            int i = 0;
            for (; i < FLOATS.loopBound(columns); i += LANES) {
                weighVector(i, of, from, to).intoArray(sums.numbers(), at + i);
            }
            for (; i < columns; i++) {
                sums.numbers()[at + i] = weighColumn(i, of, from, to);
            }
        }
    }

    private FloatVector weighVector(int column, Table weights, int from, int to) {
        float[] weight = weights.numbers();
        int at = weights.at();
        FloatVector a = FloatVector.zero(FLOATS);
        for (int row = from; row < to; row++) {
            FloatVector numbers = floats(memory, ((long) row * columns + column) * BYTES);
            a = numbers.fma(FloatVector.broadcast(FLOATS, weight[at + row]), a);
        }
        return a;
    }

    private float weighColumn(int column, Table weights, int from, int to) {
        float sum = 0;
        for (int row = from; row < to; row++) {
            sum += number(row(row), column) * weights.numbers()[weights.at() + row];
        }
        return sum;
    }
}
