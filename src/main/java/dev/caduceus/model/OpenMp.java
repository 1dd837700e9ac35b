package dev.caduceus.model;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** The threads of libtorch's operators. */
final class OpenMp {
    /**
     * How often a thread looks for the next operator before it sleeps, some 30 microseconds. By itself it is 300,000, and for
     * some milliseconds after each of libtorch's passes its threads would hold the processors that ours are to run on.
     */
    private static final String LOOKS = "2000";

    private OpenMp() {}

    /** Before libtorch is loaded, which reads it then; what the user has set stays. */
    static void waitShortly() {
        boolean decided = System.getenv("OMP_WAIT_POLICY") != null;
        if (!decided && System.getProperty("os.name", "").startsWith("Linux")) {
            setenv().ifPresent(OpenMp::call);
        }
    }

    private static Optional<MethodHandle> setenv() {
        Linker linker = Linker.nativeLinker();
        var signature = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        return linker.defaultLookup().find("setenv").map(address -> linker.downcallHandle(address, signature));
    }

    private static void call(MethodHandle setenv) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom("GOMP_SPINCOUNT");
            int _ = (int) setenv.invokeExact(name, arena.allocateFrom(LOOKS), 0); // refused: then it is only slower
        } catch (Throwable e) {
            throw new IllegalStateException("setenv", e);
        }
    }
}
