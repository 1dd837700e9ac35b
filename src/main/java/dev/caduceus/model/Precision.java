package dev.caduceus.model;

/** The number type of the weights in memory. */
public enum Precision {
    /**
     * {@link #FLOAT32} for small models; for those whose weights would not fit the cache anyway {@link #BFLOAT16_MAPPED}, or
     * {@link #BFLOAT16} where Java has no kernels for that.
     */
    AUTO,
    FLOAT32,
    /**
     * Half the memory traffic. Where the processor multiplies it (AMX, AVX512-BF16, Arm's bf16) also computed and cached in
     * it, on an x86 from a copy in the order that its kernel likes; elsewhere widened to float32 on the way, from where the
     * files are mapped.
     */
    BFLOAT16,
    /**
     * The same with weights used where the files are mapped: no copy to wait for, and processes share them. One sequence
     * is faster where Java computes it, several at once are slower.
     */
    BFLOAT16_MAPPED,
    /**
     * Half of that again, for the products' weights: rounded to 8 bits with a scale for each output. Computed in what
     * {@link #BFLOAT16} computes in. Made once and kept in a file beside the model.
     */
    INT8,
    /**
     * The weights of {@link #INT8}, and what they are multiplied with is rounded as well, a row at a time, to 8 bits. Much
     * faster, less exact. The weights are kept in a file beside the model, in the order of this processor's kernels.
     */
    W8A8,
    /**
     * The same with weights of 4 bits, but for the head's: a scale for each 32 of an output. Faster with one sequence, and
     * a good deal less exact.
     */
    W4A8
}
