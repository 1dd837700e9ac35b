package dev.caduceus.model;

/**
 * How weights come into the network.
 *
 * @param weights what they are in memory
 * @param computed what is computed and cached in; that of the weights, or float32
 * @param copy false: used where the files are mapped, page by page as the processor asks for them
 */
record LoadPlan(Dtype weights, Dtype computed, boolean copy) {
    /**
     * Up to here, in float32, a model is small: copied in a moment, its copies multiply faster, and its files may be
     * replaced while it runs.
     */
    private static final long SMALL_BYTES = 500_000_000;

    static LoadPlan of(NetworkWeights weights, Precision precision) {
        return of(weights, precision, Cpu.HERE);
    }

    static LoadPlan of(NetworkWeights weights, Precision precision, Cpu cpu) {
        boolean small = weights.count() * Dtype.F32.bytes < SMALL_BYTES;
        Dtype half = cpu.multipliesBfloat16() ? Dtype.BF16 : Dtype.F32;
        LoadPlan float32 = new LoadPlan(Dtype.F32, Dtype.F32, small || !weights.are(Dtype.F32));
        LoadPlan bfloat16 = new LoadPlan(Dtype.BF16, half, small || !weights.are(Dtype.BF16));
        return switch (precision) {
            case AUTO -> small ? float32 : bfloat16;
            case FLOAT32 -> float32;
            case BFLOAT16 -> bfloat16;
            case INT8 -> new LoadPlan(Dtype.I8, half, false);
        };
    }
}
