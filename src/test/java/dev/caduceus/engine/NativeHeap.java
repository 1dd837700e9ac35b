package dev.caduceus.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** What malloc has given out and not got back in this process, by glibc's own books: libtorch's tensors among it. */
final class NativeHeap {
    /** mallinfo2: ten numbers of 8 bytes; bytes mapped for large blocks, and bytes in use in all arenas. */
    private static final int NUMBERS = 10;

    private static final int MAPPED = 4;
    private static final int IN_USE = 7;

    private NativeHeap() {}

    /** In bytes; 0 where there is no glibc. */
    static long used() {
        Linker linker = Linker.nativeLinker();
        var layout = MemoryLayout.structLayout(MemoryLayout.sequenceLayout(NUMBERS, ValueLayout.JAVA_LONG));
        return linker.defaultLookup()
                .find("mallinfo2")
                .map(address -> used(linker.downcallHandle(address, FunctionDescriptor.of(layout))))
                .orElse(0L);
    }

    private static long used(MethodHandle mallinfo) {
        try (Arena arena = Arena.ofConfined()) {
            var books = (MemorySegment) mallinfo.invoke((SegmentAllocator) arena);
            return books.getAtIndex(ValueLayout.JAVA_LONG, MAPPED) + books.getAtIndex(ValueLayout.JAVA_LONG, IN_USE);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
