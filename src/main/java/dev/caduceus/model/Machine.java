package dev.caduceus.model;

import dev.caduceus.kernel.Kernels;
import java.lang.System.Logger.Level;
import java.util.function.BooleanSupplier;

/**
 * What can be computed with here.
 *
 * @param kernels whether there are Java's own
 * @param bytes whether libtorch's library has XNNPACK's; loads it
 */
record Machine(Cpu cpu, boolean kernels, BooleanSupplier bytes) {
    private static final System.Logger LOG = System.getLogger(Machine.class.getName());

    static final Machine HERE = new Machine(Cpu.HERE, Kernels.available(), () -> {
        OpenMp.waitShortly();
        return Libtorch.xnnpack().isPresent();
    });

    boolean multipliesBytes() {
        return bytes.getAsBoolean();
    }

    static void sayWhatIsMissing() {
        if (!Kernels.hasModule()) {
            LOG.log(Level.INFO, "java --add-modules {0} makes replies faster (docs/engine.md)", Kernels.MODULE);
        }
    }
}
