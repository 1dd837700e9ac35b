package dev.caduceus.kernel;

import static dev.caduceus.kernel.Vectors.FIRST;
import static dev.caduceus.kernel.Vectors.FOURTH;
import static dev.caduceus.kernel.Vectors.HALF_BITS;
import static dev.caduceus.kernel.Vectors.INTS;
import static dev.caduceus.kernel.Vectors.LANES;
import static dev.caduceus.kernel.Vectors.SECOND;
import static dev.caduceus.kernel.Vectors.THIRD;
import static dev.caduceus.kernel.Vectors.floats;
import static dev.caduceus.kernel.Vectors.high;
import static dev.caduceus.kernel.Vectors.low;
import static dev.caduceus.kernel.Vectors.pairs;
import static dev.caduceus.kernel.Vectors.sum;
import static dev.caduceus.kernel.Vectors.sums;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Rows of bfloat16 numbers. They are read in pairs, so what they are multiplied with has its even places first, then the
 * odd ones.
 *
 * @param columns even
 */
public record Bfloat16Rows(MemorySegment memory, int columns) implements FloatRows {
    /** Where {@code x} is longer than this, the first level of cache doesn't keep it: four rows then share a look at it. */
    private static final int WIDE = 5000;

    private static final int BYTES = Short.BYTES;

    /** What is added before the lower half is cut off, so that it rounds to the nearest; a tie to the even one. */
    private static final int NEARLY_HALF = 0x7fff;

    /** Even and odd places, each in a vector of its own, to pairs again. */
    private static final VectorShuffle<Float> FIRST_PAIRS = VectorShuffle.makeZip(Vectors.FLOATS, 0);

    private static final VectorShuffle<Float> SECOND_PAIRS = VectorShuffle.makeZip(Vectors.FLOATS, 1);

    private MemorySegment row(int row) {
        long size = (long) BYTES * columns;
        return memory.asSlice(row * size, size);
    }

    @Override
    public int rows() {
        return (int) (memory.byteSize() / ((long) BYTES * columns));
    }

    @Override
    public void arrange(Table x, Table arranged) {
        int half = columns / 2;
        for (int row = 0; row < x.rows(); row++) {
            int at = x.at() + row * x.stride();
            int to = arranged.at() + row * arranged.stride();
            for (int i = 0; i < half; i++) {
                arranged.numbers()[to + i] = x.numbers()[at + 2 * i];
                arranged.numbers()[to + half + i] = x.numbers()[at + 2 * i + 1];
            }
        }
    }

    @Override
    public void read(int row, Table into) {
        MemorySegment numbers = row(row);
        for (int i = 0; i < columns; i++) {
            into.numbers()[into.at() + i] = number(numbers, i);
        }
    }

    @Override
    public void write(int row, Table from) {
        MemorySegment numbers = row(row);
        for (int i = 0; i < columns; i++) {
            int bits = Float.floatToRawIntBits(from.numbers()[from.at() + i]);
            int rounded = bits + NEARLY_HALF + ((bits >>> HALF_BITS) & 1);
            numbers.setAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, i, (short) (rounded >>> HALF_BITS));
        }
    }

    private static float number(MemorySegment numbers, int i) {
        return Float.intBitsToFloat(numbers.getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, i) << HALF_BITS);
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
        int half = columns / 2;
        int odd = at + half;
        FloatVector a = FloatVector.zero(Vectors.FLOATS);
        FloatVector b = a;
        int i = 0;
        for (; i < INTS.loopBound(half); i += LANES) {
            IntVector two = pairs(numbers, (long) i * Integer.BYTES);
            a = low(two).fma(floats(x, at + i), a);
            b = high(two).fma(floats(x, odd + i), b);
        }
        return sum(a, b) + rest(numbers, i, x, at);
    }

    /** Four rows with one {@code x}; each sum in the order of {@link #dot}. */
    private void dotsOfFourRows(int row, Table of, Table into) {
        float[] x = of.numbers();
        int at = of.at();
        float[] y = into.numbers();
        int yAt = into.at() + row;
        MemorySegment four = memory.asSlice((long) row * columns * BYTES, 4L * columns * BYTES);
        FloatVector a0 = FloatVector.zero(Vectors.FLOATS);
        FloatVector b0 = a0;
        FloatVector a1 = a0;
        FloatVector b1 = a0;
        FloatVector a2 = a0;
        FloatVector b2 = a0;
        FloatVector a3 = a0;
        FloatVector b3 = a0;
        int half = columns / 2;
        int i = 0;
        for (; i < INTS.loopBound(half); i += LANES) {
            FloatVector even = floats(x, at + i);
            FloatVector odd = floats(x, at + half + i);
            IntVector p0 = pairs(four, (long) i * Integer.BYTES);
            IntVector p1 = pairs(four, (half + i) * (long) Integer.BYTES);
            IntVector p2 = pairs(four, (2 * half + i) * (long) Integer.BYTES);
            IntVector p3 = pairs(four, (3 * half + i) * (long) Integer.BYTES);
            a0 = low(p0).fma(even, a0);
            b0 = high(p0).fma(odd, b0);
            a1 = low(p1).fma(even, a1);
            b1 = high(p1).fma(odd, b1);
            a2 = low(p2).fma(even, a2);
            b2 = high(p2).fma(odd, b2);
            a3 = low(p3).fma(even, a3);
            b3 = high(p3).fma(odd, b3);
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
        int half = columns / 2;
        int odd = at + half;
        FloatVector a0 = FloatVector.zero(Vectors.FLOATS);
        FloatVector b0 = a0;
        FloatVector a1 = a0;
        FloatVector b1 = a0;
        FloatVector a2 = a0;
        FloatVector b2 = a0;
        FloatVector a3 = a0;
        FloatVector b3 = a0;
        int i = 0;
        for (; i < INTS.loopBound(half); i += LANES) {
            IntVector two = pairs(numbers, (long) i * Integer.BYTES);
            FloatVector low = low(two);
            FloatVector high = high(two);
            a0 = low.fma(floats(x, at + i), a0);
            b0 = high.fma(floats(x, odd + i), b0);
            a1 = low.fma(floats(x, at + columns + i), a1);
            b1 = high.fma(floats(x, odd + columns + i), b1);
            a2 = low.fma(floats(x, at + 2 * columns + i), a2);
            b2 = high.fma(floats(x, odd + 2 * columns + i), b2);
            a3 = low.fma(floats(x, at + 3 * columns + i), a3);
            b3 = high.fma(floats(x, odd + 3 * columns + i), b3);
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

    /** The product of the pairs from {@code first} on, which fill no vector. */
    private float rest(MemorySegment numbers, int first, float[] x, int at) {
        int half = columns / 2;
        int odd = at + half;
        float sum = 0;
        for (int i = first; i < half; i++) {
            sum += number(numbers, 2 * i) * x[at + i] + number(numbers, 2 * i + 1) * x[odd + i];
        }
        return sum;
    }

    @Override
    public void weigh(Table weights, Table sums, int from, int to) {
        for (int j = 0; j < weights.rows(); j++) {
            Table of = weights.row(j);
            Table into = sums.row(j);
            int pairs = INTS.loopBound(columns / 2);
            for (int i = 0; i < pairs; i += LANES) {
                MemorySegment begin = memory.asSlice(((long) from * columns + 2L * i) * BYTES);
                weighPairs(begin, of.from(from, to - from), into.from(2 * i, 2 * LANES));
            }
            for (int column = 2 * pairs; column < columns; column++) {
                into.numbers()[into.at() + column] = weighColumn(column, of, from, to);
            }
        }
    }

    /** A vector's worth of pairs in each row; {@code begin} is where they lie in the first. */
    private void weighPairs(MemorySegment begin, Table weights, Table into) {
        float[] weight = weights.numbers();
        int at = weights.at();
        FloatVector a = FloatVector.zero(Vectors.FLOATS);
        FloatVector b = a;
        for (int row = 0; row < weights.columns(); row++) {
            IntVector pairs = pairs(begin, (long) row * columns * BYTES);
            FloatVector times = FloatVector.broadcast(Vectors.FLOATS, weight[at + row]);
            a = low(pairs).fma(times, a);
            b = high(pairs).fma(times, b);
        }
        float[] sums = into.numbers();
        a.rearrange(FIRST_PAIRS, b).intoArray(sums, into.at());
        a.rearrange(SECOND_PAIRS, b).intoArray(sums, into.at() + LANES);
    }

    private float weighColumn(int column, Table weights, int from, int to) {
        float sum = 0;
        for (int row = from; row < to; row++) {
            sum += number(row(row), column) * weights.numbers()[weights.at() + row];
        }
        return sum;
    }
}
