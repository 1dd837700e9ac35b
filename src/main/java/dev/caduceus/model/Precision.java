package dev.caduceus.model;

/** The number type of the weights in memory. */
public enum Precision {
    /** {@link #FLOAT32} for small models, {@link #BFLOAT16} for those whose weights would not fit the cache anyway. */
    AUTO,
    FLOAT32,
    /**
     * Half the memory traffic. A processor with AMX or AVX512-BF16 computes and caches in it, too; for others weights are
     * widened to float32 on the way.
     */
    BFLOAT16,
    /**
     * Half of that again, for the products' weights: rounded to 8 bits with a scale for each output. Computed in what
     * {@link #BFLOAT16} computes in. Made once and kept in a file beside the model.
     */
    INT8
}
