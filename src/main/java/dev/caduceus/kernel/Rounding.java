package dev.caduceus.kernel;

import static dev.caduceus.kernel.Vectors.FLOATS;
import static dev.caduceus.kernel.Vectors.LANES;
import static dev.caduceus.kernel.Vectors.floats;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Activations → bytes. */
public final class Rounding {
    /** A byte's largest number; -128 is not used, so that a number and its negative are rounded alike. */
    private static final int LARGEST = 127;

    /** Below this everything is 0. */
    private static final float SMALLEST_STEP = 1e-30f;

    private Rounding() {}

    /**
     * Divides a row by a step, so that its largest number becomes 127 or -127, and rounds to the nearest whole number, a tie to
     * the even one.
     *
     * @param x one row
     * @param zero what is added to each: 0, or 128 where bytes have no sign
     * @param into as many bytes
     * @return the step
     */
    public static float toBytes(Table x, int zero, MemorySegment into) {
        float step = Math.max(largest(x) / LARGEST, SMALLEST_STEP);
        float factor = 1 / step;
        float[] numbers = x.numbers();
        int i = 0;
        for (; i < FLOATS.loopBound(x.columns()); i += LANES) {
            FloatVector scaled = floats(numbers, x.at() + i).mul(factor);
            Vectors.store(Vectors.rounded(scaled).add(zero), into, i);
        }
        for (; i < x.columns(); i++) {
            int rounded = (int) Math.rint(numbers[x.at() + i] * factor);
            into.set(ValueLayout.JAVA_BYTE, i, (byte) (rounded + zero));
        }
        return step;
    }

    private static float largest(Table x) {
        FloatVector largest = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i < FLOATS.loopBound(x.columns()); i += LANES) {
            largest = largest.max(floats(x.numbers(), x.at() + i).abs());
        }
        float found = largest.reduceLanes(VectorOperators.MAX);
        for (; i < x.columns(); i++) {
            found = Math.max(found, Math.abs(x.numbers()[x.at() + i]));
        }
        return found;
    }
}
