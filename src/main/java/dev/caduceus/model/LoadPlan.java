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
        Dtype dtype = switch (precision) {
            case AUTO -> small ? Dtype.F32 : Dtype.BF16;
            case FLOAT32 -> Dtype.F32;
            case BFLOAT16 -> Dtype.BF16;
        };
        boolean asInFile = weights.matrices().allMatch(place -> place.tensor().dtype() == dtype);
        return new LoadPlan(dtype, cpu.multipliesBfloat16() ? dtype : Dtype.F32, small || !asInFile);
    }
}
