package dev.caduceus.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The vectors of this processor, and how numbers come into them and out. */
final class Vectors {
    /** As wide as the JVM likes best: 8 lanes with AVX2, 16 with AVX-512. */
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    /** Lanes. */
    static final int LANES = FLOATS.length();

    /** Eight lanes of bytes are the shortest vector there is. */
    private static final int FEWEST_LANES = 8;

    private static final int HIGH_HALF = 0xffff0000;

    /** So far a bfloat16 number is shifted to become a float32 number. */
    static final int HALF_BITS = 16;

    private static final VectorShuffle<Float> BY_8 = by(8);
    private static final VectorShuffle<Float> BY_4 = by(4);
    private static final VectorShuffle<Float> BY_2 = by(2);
    private static final VectorShuffle<Float> BY_1 = by(1);

    private static final VectorMask<Float> OF_8 = of(8);
    private static final VectorMask<Float> OF_4 = of(4);
    private static final VectorMask<Float> OF_2 = of(2);

    /** Lanes of {@link #sums}. */
    static final int FIRST = 0;

    static final int SECOND = LANES / 2;
    static final int THIRD = LANES / 4;
    static final int FOURTH = SECOND + THIRD;

    private static final float LEAST = -87;
    private static final float LARGEST = 88;
    private static final float LOG2_E = 1.442695f;

    /** ln 2 in two parts, so that its product with a whole number is exact (Cephes). */
    private static final float LN2_HIGH = 355f / 512;

    private static final float LN2_LOW = -2.12194440e-4f;

    /** 1.5 * 2^23: what is added to it loses all behind the point, and lies as a whole number in its lowest bits. */
    private static final float ROUND = 12_582_912f;

    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
    private static final int MANTISSA_BITS = 23;

    private Vectors() {}

    /** Whether {@link #sum} knows how to add up so many lanes. */
    static boolean fit() {
        return LANES == FEWEST_LANES || LANES == 2 * FEWEST_LANES;
    }

    static FloatVector floats(float[] x, int at) {
        return FloatVector.fromArray(FLOATS, x, at);
    }

    static FloatVector floats(MemorySegment memory, long at) {
        return FloatVector.fromMemorySegment(FLOATS, memory, at, ByteOrder.LITTLE_ENDIAN);
    }

    /** Two bfloat16 numbers a lane; see {@link #low} and {@link #high}. */
    static IntVector pairs(MemorySegment memory, long at) {
        return IntVector.fromMemorySegment(INTS, memory, at, ByteOrder.LITTLE_ENDIAN);
    }

    /** Of each pair the one that lies first: a bfloat16 number is the upper half of the same float32 number. */
    static FloatVector low(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, HALF_BITS).reinterpretAsFloats();
    }

    static FloatVector high(IntVector pairs) {
        return pairs.and(HIGH_HALF).reinterpretAsFloats();
    }

    /** Bytes with a sign, as numbers. */
    static FloatVector bytes(MemorySegment memory, long at) {
        ByteVector bytes = ByteVector.fromMemorySegment(Bytes.SPECIES, memory, at, ByteOrder.LITTLE_ENDIAN);
        return (FloatVector) bytes.convertShape(VectorOperators.B2F, FLOATS, 0);
    }

    /** To the nearest whole number, a tie to the even one; of numbers up to 2^22. */
    static IntVector rounded(FloatVector x) {
        return x.add(ROUND).reinterpretAsInts().sub(ROUND_BITS);
    }

    /** The lowest byte of each lane. */
    static void store(IntVector numbers, MemorySegment memory, long at) {
        ((ByteVector) numbers.convertShape(VectorOperators.I2B, Bytes.SPECIES, 0))
                .intoMemorySegment(memory, at, ByteOrder.LITTLE_ENDIAN);
    }

    static float sum(FloatVector a, FloatVector b) {
        return sum(a.add(b));
    }

    /** Half to half, always: {@code reduceLanes} adds in another order before it is compiled, which changes the last bit. */
    static float sum(FloatVector v) {
        FloatVector sums = v;
        if (LANES > FEWEST_LANES) {
            sums = sums.add(sums.rearrange(BY_8));
        }
        sums = sums.add(sums.rearrange(BY_4));
        sums = sums.add(sums.rearrange(BY_2));
        return sums.add(sums.rearrange(BY_1)).lane(0);
    }

    /** The {@link #sum} of each of four, in {@link #FIRST} to {@link #FOURTH}: side by side they take half as long. */
    static FloatVector sums(FloatVector v0, FloatVector v1, FloatVector v2, FloatVector v3) {
        if (LANES > FEWEST_LANES) {
            FloatVector sums = halves(halves(v0, v1, BY_8, OF_8), halves(v2, v3, BY_8, OF_8), BY_4, OF_4);
            sums = sums.add(sums.rearrange(BY_2));
            return sums.add(sums.rearrange(BY_1));
        }
        FloatVector sums = halves(halves(v0, v1, BY_4, OF_4), halves(v2, v3, BY_4, OF_4), BY_2, OF_2);
        return sums.add(sums.rearrange(BY_1));
    }

    /** One half of each {@code v} and the other added, in one half; those of each {@code w} in the other. */
    private static FloatVector halves(FloatVector v, FloatVector w, VectorShuffle<Float> by, VectorMask<Float> of) {
        return v.blend(w, of).add(w.blend(v, of).rearrange(by));
    }

    /** Swaps neighbouring groups of so many lanes. */
    private static VectorShuffle<Float> by(int lanes) {
        return VectorShuffle.fromOp(FLOATS, lane -> (lane ^ lanes) % LANES);
    }

    /** The second of two neighbouring groups. */
    private static VectorMask<Float> of(int lanes) {
        long bits = 0;
        for (int lane = 0; lane < LANES; lane++) {
            bits |= (lane & lanes) == 0 ? 0 : 1L << lane;
        }
        return VectorMask.fromLong(FLOATS, bits);
    }

    /**
     * e^x to 2e-7 of it, for the same reason from sums and products: x is n ln 2 + r with |r| at most ln 2 / 2, and e^r the first
     * seven terms of its series. Below -87 it is that of -87, above 88 that of 88.
     */
    static FloatVector exp(FloatVector x) {
        FloatVector in = x.max(LEAST).min(LARGEST);
        FloatVector shifted = in.mul(LOG2_E).add(ROUND);
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.fma(broadcast(-LN2_HIGH), in);
        r = n.fma(broadcast(-LN2_LOW), r);
        FloatVector e = broadcast(1f / 720);
        e = e.fma(r, broadcast(1f / 120));
        e = e.fma(r, broadcast(1f / 24));
        e = e.fma(r, broadcast(1f / 6));
        e = e.fma(r, broadcast(1f / 2));
        e = e.fma(r, broadcast(1));
        e = e.fma(r, broadcast(1));
        IntVector exponent = shifted.reinterpretAsInts().sub(ROUND_BITS).lanewise(VectorOperators.LSHL, MANTISSA_BITS);
        return e.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    /** Apart, because there is no such species where vectors are too short. */
    private static final class Bytes {
        static final VectorSpecies<Byte> SPECIES =
                VectorSpecies.of(byte.class, VectorShape.forBitSize(LANES * Byte.SIZE));
    }
}
