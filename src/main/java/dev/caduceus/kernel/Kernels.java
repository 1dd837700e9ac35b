package dev.caduceus.kernel;

/** Whether this JVM runs the kernels of this package. Names no type of the Vector API, which may be missing. */
public final class Kernels {
    /** The module that a JVM has only when it is told to. */
    public static final String MODULE = "jdk.incubator.vector";

    private static final boolean AVAILABLE = hasModule() && Vectors.fit();

    private Kernels() {}

    public static boolean available() {
        return AVAILABLE;
    }

    public static boolean hasModule() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }
}
