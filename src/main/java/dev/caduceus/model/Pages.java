package dev.caduceus.model;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Memory whose contents nobody needs any more → the operating system, which gives pages to it again when it is written
 * next. Done on Linux; elsewhere nothing happens, and memory stays with the process.
 */
final class Pages {
    /** What the largest pages of any processor this runs on have. */
    private static final int LARGEST = 65_536;

    /** Linux's MADV_DONTNEED: private pages are freed at once, a file's leave the process. */
    private static final int DONT_NEED = 4;

    /** Linux's MADV_NOHUGEPAGE. */
    private static final int NO_HUGE_PAGES = 15;

    private static final Optional<MethodHandle> MADVISE =
            System.getProperty("os.name", "").startsWith("Linux") ? madvise() : Optional.empty();

    /** Bytes of a page; one that is not whole within a segment stays. */
    private static final long SIZE = MADVISE.isPresent() ? size() : LARGEST;

    private Pages() {}

    /** @param memory of malloc, not of a file; afterwards its contents may be anything */
    static void giveBack(MemorySegment memory) {
        advise(memory, DONT_NEED);
    }

    /** @param file mapped read-only, or a part of it: read again where somebody looks at it */
    static void letGo(MemorySegment file) {
        advise(file, DONT_NEED);
    }

    /** Memory that is written here and there gets pages of the usual size: a huge one is 2 MB at its first byte. */
    static void keepSmall(MemorySegment memory) {
        advise(memory, NO_HUGE_PAGES);
    }

    private static void advise(MemorySegment memory, int advice) {
        long skipped = Math.floorMod(-memory.address(), SIZE);
        long size = (memory.byteSize() - skipped) / SIZE * SIZE;
        if (size > 0) {
            MADVISE.ifPresent(madvise -> call(madvise, memory.asSlice(skipped, size), advice));
        }
    }

    private static void call(MethodHandle madvise, MemorySegment pages, int advice) {
        try {
            int _ = (int) madvise.invokeExact(pages, pages.byteSize(), advice); // refused: then it just stays
        } catch (Throwable e) {
            throw new IllegalStateException("madvise", e);
        }
    }

    private static Optional<MethodHandle> madvise() {
        Linker linker = Linker.nativeLinker();
        var signature = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
        return linker.defaultLookup().find("madvise").map(address -> linker.downcallHandle(address, signature));
    }

    private static int size() {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("getpagesize")
                .map(address -> linker.downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_INT)))
                .map(Pages::call)
                .orElse(LARGEST);
    }

    private static int call(MethodHandle getPageSize) {
        try {
            return (int) getPageSize.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException("getpagesize", e);
        }
    }
}
