package dev.caduceus.model;

import java.lang.System.Logger.Level;

/**
 * How weights come into the network.
 *
 * @param weights what they are in memory; those of products that XNNPACK computes are counted as int8
 * @param computed what is computed and cached in; that of the weights, or float32
 * @param copy false: used where the files are mapped, page by page as the processor asks for them
 * @param order of the products' weights
 * @param inJava passes of few rows, of any where the order is XNNPACK's, are computed by {@link JavaNetwork}
 */
record LoadPlan(Dtype weights, Dtype computed, boolean copy, Order order, boolean inJava) {
    private static final System.Logger LOG = System.getLogger(LoadPlan.class.getName());

    /**
     * Up to here, in float32, a model is small: copied in a moment, its copies multiply faster, and its files may be
     * replaced while it runs.
     */
    private static final long SMALL_BYTES = 500_000_000;

    /** Rows of a small network, whose weights are float32: what libtorch saves in its products goes into its operators. */
    private static final int MOST_FLOAT32 = 4;

    /** In which order a product's weights lie, and so who can multiply with them. */
    enum Order {
        OF_FILE,
        /** Copied at the start as oneDNN's kernel for bfloat16 likes them. */
        ONEDNN,
        /** Bytes as XNNPACK's kernels like them, what they are multiplied with is rounded to bytes; mapped. */
        XNNPACK,
        /** The same with four bits for all but the head. */
        XNNPACK_FOUR;

        boolean isXnnpack() {
            return this == XNNPACK || this == XNNPACK_FOUR;
        }
    }

    /** In libtorch alone. */
    LoadPlan(Dtype weights, Dtype computed, boolean copy) {
        this(weights, computed, copy, Order.OF_FILE, false);
    }

    static LoadPlan of(NetworkWeights weights, Precision precision) {
        Machine.sayWhatIsMissing();
        return of(weights, precision, Machine.HERE);
    }

    static LoadPlan of(NetworkWeights weights, Precision precision, Machine machine) {
        LoadPlan plan = ofLibtorch(weights, precision, machine);
        boolean readable = plan.order != Order.ONEDNN && weights.fitKernels(plan.copy);
        return machine.kernels() && readable ? plan.withJava() : plan;
    }

    private static LoadPlan ofLibtorch(NetworkWeights weights, Precision precision, Machine machine) {
        Cpu cpu = machine.cpu();
        boolean small = weights.count() * Dtype.F32.bytes < SMALL_BYTES;
        Dtype half = cpu.multipliesBfloat16() ? Dtype.BF16 : Dtype.F32;
        LoadPlan float32 = new LoadPlan(Dtype.F32, Dtype.F32, small || !weights.are(Dtype.F32));
        LoadPlan mapped = new LoadPlan(Dtype.BF16, half, !weights.are(Dtype.BF16));
        LoadPlan copied = new LoadPlan(Dtype.BF16, half, small || mapped.copy);
        LoadPlan bfloat16 = cpu.ordersBfloat16() ? copied.in(Order.ONEDNN) : copied;
        LoadPlan int8 = new LoadPlan(Dtype.I8, half, false);
        return switch (precision) {
            case AUTO -> small ? float32 : machine.kernels() ? mapped : bfloat16;
            case FLOAT32 -> float32;
            case BFLOAT16 -> bfloat16;
            case BFLOAT16_MAPPED -> mapped;
            case INT8 -> int8;
            case W8A8 -> rounded(int8, Order.XNNPACK, weights, machine);
            case W4A8 -> rounded(int8, Order.XNNPACK_FOUR, weights, machine);
        };
    }

    private static LoadPlan rounded(LoadPlan int8, Order order, NetworkWeights weights, Machine machine) {
        if (machine.kernels() && weights.fitKernels(false) && machine.multipliesBytes()) {
            return int8.in(order);
        }
        LOG.log(
                Level.WARNING,
                "w8a8 and w4a8 take Java's own kernels (--add-modules jdk.incubator.vector) and XNNPACK's in libtorch, and no"
                        + " float16 weights; here they are int8");
        return int8;
    }

    /** What the embedding's rows are in memory. */
    Dtype embedding(NetworkWeights of) {
        return copy ? weights : of.embedding().tensor().dtype();
    }

    /** Rows of a pass that Java computes; docs/engine.md has what was measured. */
    int mostInJava() {
        if (order.isXnnpack()) {
            return Integer.MAX_VALUE;
        }
        return weights == Dtype.F32 ? MOST_FLOAT32 : 1;
    }

    /** What they take in memory, mapped files included: four bits and a scale for 32 are 9 of 16. */
    long bytes(NetworkWeights of) {
        long saved = order == Order.XNNPACK_FOUR ? of.countInLayers() / 16 * 7 : 0;
        return of.bytes(weights) - saved;
    }

    private LoadPlan in(Order of) {
        return new LoadPlan(weights, computed, copy, of, false);
    }

    private LoadPlan withJava() {
        return new LoadPlan(weights, computed, copy, order, true);
    }
}
