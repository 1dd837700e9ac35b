package dev.caduceus.xnnpack;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Tells XNNPACK where the packed weights of the next operator are, or are to go: what it takes for a cache of packed weights
 * (xnn_weights_cache_provider). Operators are created by one thread at a time, and call it for as long as they live.
 */
public final class Placing {
    private static final long NOT_FOUND = -1;

    private final MemorySegment provider;
    private long found = NOT_FOUND;
    private MemorySegment room = MemorySegment.NULL;
    private long asked;

    /** @param arena which lives as long as the operators */
    public Placing(Arena arena) {
        MethodType lookUp = MethodType.methodType(long.class, MemorySegment.class, MemorySegment.class);
        MethodType reserve = MethodType.methodType(MemorySegment.class, MemorySegment.class, long.class);
        MethodType insert = MethodType.methodType(
                long.class, MemorySegment.class, MemorySegment.class, MemorySegment.class, long.class);
        MethodType isFinal = MethodType.methodType(boolean.class, MemorySegment.class);
        MethodType delete = MethodType.methodType(int.class, MemorySegment.class);
        MemorySegment[] functions = {
            stub("lookUp", lookUp, arena, FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS)),
            stub("reserve", reserve, arena, FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG)),
            stub("insert", insert, arena, FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG)),
            stub("isFinal", isFinal, arena, FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS)),
            stub("address", reserve, arena, FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG)),
            stub("delete", delete, arena, FunctionDescriptor.of(JAVA_INT, ADDRESS)),
        };
        this.provider = arena.allocate(MemoryLayout.sequenceLayout(1 + functions.length, ADDRESS));
        for (int i = 0; i < functions.length; i++) {
            provider.setAtIndex(ADDRESS, 1 + i, functions[i]);
        }
    }

    private MemorySegment stub(String name, MethodType type, Arena arena, FunctionDescriptor signature) {
        try {
            MethodHandle method = MethodHandles.lookup().bind(this, name, type);
            return Linker.nativeLinker().upcallStub(method, signature, arena);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name, e);
        }
    }

    MemorySegment provider() {
        return provider;
    }

    /** The next operator's weights are packed here already. */
    void at(MemorySegment packed) {
        found = packed.address();
    }

    /** The next operator's weights are to be packed; {@link #asked} is how much of the room they took. */
    void pack(MemorySegment into) {
        found = NOT_FOUND;
        room = into;
    }

    long asked() {
        return asked;
    }

    @SuppressWarnings("unused") // by its name
    private long lookUp(MemorySegment context, MemorySegment key) {
        return found;
    }

    @SuppressWarnings("unused")
    private MemorySegment reserve(MemorySegment context, long bytes) {
        asked = bytes;
        return bytes <= room.byteSize() ? room : MemorySegment.NULL;
    }

    @SuppressWarnings("unused")
    private long insert(MemorySegment context, MemorySegment key, MemorySegment packed, long bytes) {
        return packed.address();
    }

    @SuppressWarnings("unused")
    private boolean isFinal(MemorySegment context) {
        return true;
    }

    /** What XNNPACK calls an offset is the address here. */
    @SuppressWarnings("unused")
    private MemorySegment address(MemorySegment context, long offset) {
        return MemorySegment.ofAddress(offset);
    }

    @SuppressWarnings("unused")
    private int delete(MemorySegment context) {
        return 0;
    }
}
