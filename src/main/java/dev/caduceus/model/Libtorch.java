package dev.caduceus.model;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.LibUtils;
import dev.caduceus.xnnpack.Xnnpack;
import java.nio.file.Path;
import java.util.Optional;

/** The native library, loaded once a process. */
final class Libtorch {
    private static boolean lookedFor;
    private static Optional<Xnnpack> xnnpack = Optional.empty();

    private Libtorch() {}

    static void load() {
        // Without this DJL asks its server which native library to fetch, although it is on the class path.
        if (System.getProperty("ai.djl.offline") == null) {
            System.setProperty("ai.djl.offline", "true");
        }
        Engine.getEngine("PyTorch");
    }

    /** The kernels for bytes that it brings along, where they can be called; loads it. */
    static synchronized Optional<Xnnpack> xnnpack() {
        if (!lookedFor) {
            load();
            lookedFor = true;
            xnnpack = Xnnpack.find(Path.of(LibUtils.getLibtorchPath()));
        }
        return xnnpack;
    }
}
