package dev.caduceus.model;

import dev.caduceus.kernel.Kernels;
import java.lang.System.Logger.Level;

/**
 * How weights come into the network.
 *
 * @param weights what they are in memory
 * @param computed what is computed and cached in; that of the weights, or float32
 * @param copy false: used where the files are mapped, page by page as the processor asks for them
 * @param packed the products' matrices are copied once more, in the order of their kernel
 * @param steps a row's largest activation becomes so many when it is rounded to a whole number; 0: activations are not rounded
 * @param fewInJava passes of a few rows are computed by {@link FewRows}, others by libtorch
 */
record LoadPlan(Dtype weights, Dtype computed, boolean copy, boolean packed, int steps, boolean fewInJava) {
    private static final System.Logger LOG = System.getLogger(LoadPlan.class.getName());

    /**
     * Up to here, in float32, a model is small: copied in a moment, its copies multiply faster, and its files may be
     * replaced while it runs.
     */
    private static final long SMALL_BYTES = 500_000_000;

    /** In libtorch alone. */
    LoadPlan(Dtype weights, Dtype computed, boolean copy) {
        this(weights, computed, copy, false, 0, false);
    }

    static LoadPlan of(NetworkWeights weights, Precision precision) {
        if (!Kernels.hasModule()) {
            LOG.log(Level.INFO, "java --add-modules {0} makes replies faster (docs/engine.md)", Kernels.MODULE);
        }
        return of(weights, precision, Cpu.HERE, Kernels.available());
    }

    /** @param kernels whether there are Java's own */
    static LoadPlan of(NetworkWeights weights, Precision precision, Cpu cpu, boolean kernels) {
        LoadPlan plan = ofLibtorch(weights, precision, cpu, kernels);
        return kernels && !plan.packed && weights.fitKernels(plan.copy) ? plan.withFewInJava() : plan;
    }

    private static LoadPlan ofLibtorch(NetworkWeights weights, Precision precision, Cpu cpu, boolean kernels) {
        boolean small = weights.count() * Dtype.F32.bytes < SMALL_BYTES;
        Dtype half = cpu.multipliesBfloat16() ? Dtype.BF16 : Dtype.F32;
        LoadPlan float32 = new LoadPlan(Dtype.F32, Dtype.F32, small || !weights.are(Dtype.F32));
        LoadPlan mapped = new LoadPlan(Dtype.BF16, half, !weights.are(Dtype.BF16));
        LoadPlan copied = new LoadPlan(Dtype.BF16, half, small || mapped.copy);
        LoadPlan bfloat16 = cpu.ordersBfloat16() ? copied.inOrder(0) : copied;
        LoadPlan int8 = new LoadPlan(Dtype.I8, half, false);
        return switch (precision) {
            case AUTO -> small ? float32 : kernels ? mapped : bfloat16;
            case FLOAT32 -> float32;
            case BFLOAT16 -> bfloat16;
            case BFLOAT16_MAPPED -> mapped;
            case INT8 -> int8;
            case W8A8 -> cpu.multipliesBytes() ? int8.inOrder(cpu.addsBytesExactly() ? 127 : 63) : unrounded(int8);
        };
    }

    /** What the embedding's rows are in memory. */
    Dtype embedding(NetworkWeights of) {
        return copy ? weights : of.embedding().tensor().dtype();
    }

    private LoadPlan inOrder(int stepsOfActivations) {
        return new LoadPlan(weights, computed, copy, true, stepsOfActivations, false);
    }

    private LoadPlan withFewInJava() {
        return new LoadPlan(weights, computed, copy, packed, steps, true);
    }

    private static LoadPlan unrounded(LoadPlan int8) {
        LOG.log(Level.WARNING, "w8a8 takes an x86 with AVX2; here it is int8");
        return int8;
    }
}
