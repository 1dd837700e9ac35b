package dev.caduceus.kernel;

import static dev.caduceus.kernel.Vectors.FIRST;
import static dev.caduceus.kernel.Vectors.FLOATS;
import static dev.caduceus.kernel.Vectors.FOURTH;
import static dev.caduceus.kernel.Vectors.LANES;
import static dev.caduceus.kernel.Vectors.SECOND;
import static dev.caduceus.kernel.Vectors.THIRD;
import static dev.caduceus.kernel.Vectors.bytes;
import static dev.caduceus.kernel.Vectors.floats;
import static dev.caduceus.kernel.Vectors.sum;
import static dev.caduceus.kernel.Vectors.sums;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * Rows of whole numbers from -127 to 127.
 *
 * @param scales what each row's products are multiplied with
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Int8Rows(MemorySegment memory, int columns, float[] scales) implements NumberRows {
    /** Where {@code x} is longer than this, the first level of cache doesn't keep it: four rows then share a look at it. */
    private static final int WIDE = 4000;

    @Override
    public int rows() {
        return (int) (memory.byteSize() / columns);
    }

    @Override
    public void arrange(Table x, Table arranged) {
        x.copyTo(arranged);
    }

    @Override
    public void dots(Table x, Table y, int from, int to) {
        int done = 0;
        for (; done + 4 <= x.rows(); done += 4) {
            dotsOfFour(x.four(done), y.four(done), from, to);
        }
        for (; done < x.rows(); done++) {
            dotsOfOne(x.row(done), y.row(done), from, to);
        }
        for (int j = 0; j < x.rows(); j++) {
            int at = y.at() + j * y.stride();
            for (int row = from; row < to; row++) {
                y.numbers()[at + row] *= scales[row];
            }
        }
    }

    private MemorySegment row(int row) {
        return memory.asSlice((long) row * columns, columns);
    }

    private void dotsOfOne(Table x, Table y, int from, int to) {
        int row = from;
        for (; columns > WIDE && row + 4 <= to; row += 4) {
            dotsOfFourRows(row, x, y);
        }
        for (; row < to; row++) {
            y.numbers()[y.at() + row] = dot(row(row), x.numbers(), x.at());
        }
    }

    private void dotsOfFour(Table x, Table y, int from, int to) {
        for (int row = from; row < to; row++) {
            fourDots(row, x, y);
        }
    }

    private float dot(MemorySegment numbers, float[] x, int at) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        int i = 0;
        for (; i <= columns - 2 * LANES; i += 2 * LANES) {
            a = bytes(numbers, i).fma(floats(x, at + i), a);
            b = bytes(numbers, i + LANES).fma(floats(x, at + i + LANES), b);
        }
        return sum(a, b) + rest(numbers, i, x, at);
    }

    /** Four rows with one {@code x}; each sum in the order of {@link #dot}. */
    private void dotsOfFourRows(int row, Table of, Table into) {
        float[] x = of.numbers();
        int at = of.at();
        float[] y = into.numbers();
        int yAt = into.at() + row;
        MemorySegment four = memory.asSlice((long) row * columns, 4L * columns);
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector b0 = a0;
        FloatVector a1 = a0;
        FloatVector b1 = a0;
        FloatVector a2 = a0;
        FloatVector b2 = a0;
        FloatVector a3 = a0;
        FloatVector b3 = a0;
        int i = 0;
        for (; i <= columns - 2 * LANES; i += 2 * LANES) {
            FloatVector first = floats(x, at + i);
            FloatVector second = floats(x, at + i + LANES);
            a0 = bytes(four, i).fma(first, a0);
            b0 = bytes(four, i + LANES).fma(second, b0);
            a1 = bytes(four, columns + i).fma(first, a1);
            b1 = bytes(four, columns + i + LANES).fma(second, b1);
            a2 = bytes(four, 2 * columns + i).fma(first, a2);
            b2 = bytes(four, 2 * columns + i + LANES).fma(second, b2);
            a3 = bytes(four, 3 * columns + i).fma(first, a3);
            b3 = bytes(four, 3 * columns + i + LANES).fma(second, b3);
        }
        FloatVector sums = sums(a0.add(b0), a1.add(b1), a2.add(b2), a3.add(b3));
        y[yAt] = sums.lane(FIRST) + rest(row(row), i, x, at);
        y[yAt + 1] = sums.lane(SECOND) + rest(row(row + 1), i, x, at);
        y[yAt + 2] = sums.lane(THIRD) + rest(row(row + 2), i, x, at);
        y[yAt + 3] = sums.lane(FOURTH) + rest(row(row + 3), i, x, at);
    }

    private void fourDots(int row, Table of, Table into) {
        MemorySegment numbers = row(row);
        float[] x = of.numbers();
        int at = of.at();
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector b0 = a0;
        FloatVector a1 = a0;
        FloatVector b1 = a0;
        FloatVector a2 = a0;
        FloatVector b2 = a0;
        FloatVector a3 = a0;
        FloatVector b3 = a0;
        int i = 0;
        for (; i <= columns - 2 * LANES; i += 2 * LANES) {
            FloatVector first = bytes(numbers, i);
            FloatVector second = bytes(numbers, i + LANES);
            a0 = first.fma(floats(x, at + i), a0);
            b0 = second.fma(floats(x, at + i + LANES), b0);
            a1 = first.fma(floats(x, at + columns + i), a1);
            b1 = second.fma(floats(x, at + columns + i + LANES), b1);
            a2 = first.fma(floats(x, at + 2 * columns + i), a2);
            b2 = second.fma(floats(x, at + 2 * columns + i + LANES), b2);
            a3 = first.fma(floats(x, at + 3 * columns + i), a3);
            b3 = second.fma(floats(x, at + 3 * columns + i + LANES), b3);
        }
        float[] y = into.numbers();
        int yAt = into.at() + row;
        int stride = into.stride();
        FloatVector sums = sums(a0.add(b0), a1.add(b1), a2.add(b2), a3.add(b3));
        y[yAt] = sums.lane(FIRST) + rest(numbers, i, x, at);
        y[yAt + stride] = sums.lane(SECOND) + rest(numbers, i, x, at + columns);
        y[yAt + 2 * stride] = sums.lane(THIRD) + rest(numbers, i, x, at + 2 * columns);
        y[yAt + 3 * stride] = sums.lane(FOURTH) + rest(numbers, i, x, at + 3 * columns);
    }

    /** The product of the numbers from {@code first} on, which fill no two vectors. */
    private float rest(MemorySegment numbers, int first, float[] x, int at) {
        float sum = 0;
        for (int i = first; i < columns; i++) {
            sum += numbers.get(ValueLayout.JAVA_BYTE, i) * x[at + i];
        }
        return sum;
    }
}
