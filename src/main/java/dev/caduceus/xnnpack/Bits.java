package dev.caduceus.xnnpack;

/** Bits of a weight. */
public enum Bits {
    /** Whole numbers from -127 to 127, with a float32 scale for each output. */
    EIGHT,
    /**
     * Whole numbers from -8 to 7, stored 8 higher and two a byte, the lower half first, with a bfloat16 scale for each
     * {@link #BLOCK} inputs of an output.
     */
    FOUR;

    /** Inputs that share a scale. */
    public static final int BLOCK = 32;

    /** What a weight of four bits is stored higher. */
    static final byte ZERO_OF_FOUR = 8;
}
