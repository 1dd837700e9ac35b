package dev.caduceus.xnnpack;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * XNNPACK's functions, as libtorch 2.7's library has them (xnnpack.h of December 2024). "qd8" are products whose left factor is
 * rounded a row at a time, "qc8w" and "qb4w" the weights' kinds: a scale for each output and 8 bits, for each block and 4.
 */
public final class Xnnpack {
    private static final int SUCCESS = 0;

    /** XNNPACK may read so far beyond a row of bytes (XNN_EXTRA_BYTES). */
    static final int EXTRA_BYTES = 128;

    /** And beyond the last row's step (XNN_EXTRA_QUANTIZATION_PARAMS). */
    static final int EXTRA_ROWS = 15;

    private static final MemorySegment NONE = MemorySegment.NULL;

    /**
     * The functions of a kind.
     *
     * @param unsigned whether the left factor's bytes have no sign; then 128 stands for 0
     */
    record Kind(Bits bits, boolean unsigned, MethodHandle create, MethodHandle reshape, MethodHandle setUp) {}

    private final SymbolLookup library;
    private final MethodHandle run;
    private final MethodHandle delete;
    private final Kind eight;
    private final Kind four;

    private Xnnpack(SymbolLookup library) {
        this.library = library;
        this.run = function("xnn_run_operator", ADDRESS, ADDRESS);
        this.delete = function("xnn_delete_operator", ADDRESS);
        this.eight = bestKind(Bits.EIGHT);
        this.four = bestKind(Bits.FOUR);
    }

    /** @param libtorch the folder of its libraries, which are loaded; empty where XNNPACK's functions are not among theirs */
    public static Optional<Xnnpack> find(Path libtorch) {
        Path file = libtorch.resolve(System.mapLibraryName("torch_cpu"));
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        SymbolLookup library = SymbolLookup.libraryLookup(file, Arena.global());
        if (library.find("xnn_create_fully_connected_nc_qd8_f32_qb4w").isEmpty()) {
            return Optional.empty();
        }
        MethodHandle initialize = function(library, "xnn_initialize", ADDRESS);
        return call(() -> (int) initialize.invokeExact(NONE)) == SUCCESS
                ? Optional.of(new Xnnpack(library))
                : Optional.empty();
    }

    private Kind kind(Bits bits, boolean unsigned) {
        String sign = unsigned ? "qdu8" : "qd8";
        String weights = bits == Bits.FOUR ? "qb4w" : "qc8w";
        // An operator of qdu8_f32_qb4w calls itself one of qd8, so that only those functions take it.
        String taken = bits == Bits.FOUR ? "qd8" : sign;
        return new Kind(
                bits,
                unsigned,
                create(bits, "xnn_create_fully_connected_nc_" + sign + "_f32_" + weights),
                function("xnn_reshape_fully_connected_nc_" + taken + "_f32_" + weights, ADDRESS, JAVA_LONG, ADDRESS),
                function(
                        "xnn_setup_fully_connected_nc_" + taken + "_f32_" + weights,
                        ADDRESS,
                        ADDRESS,
                        ADDRESS,
                        ADDRESS));
    }

    private MethodHandle create(Bits bits, String name) {
        return bits == Bits.FOUR
                ? function(
                        name,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_BYTE,
                        ADDRESS,
                        ADDRESS,
                        ADDRESS,
                        JAVA_FLOAT,
                        JAVA_FLOAT,
                        JAVA_INT,
                        ADDRESS,
                        ADDRESS,
                        ADDRESS)
                : function(
                        name,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        ADDRESS,
                        ADDRESS,
                        ADDRESS,
                        JAVA_FLOAT,
                        JAVA_FLOAT,
                        JAVA_INT,
                        ADDRESS,
                        ADDRESS,
                        ADDRESS);
    }

    /** VNNI wants bytes without sign, so those are asked for first; other processors have no such kernels. */
    private Kind bestKind(Bits bits) {
        Kind unsigned = kind(bits, true);
        Shape smallest = new Shape(bits, 1, Bits.BLOCK);
        try (Arena arena = Arena.ofConfined()) {
            var placing = new Placing(arena);
            placing.pack(arena.allocate(1 << 16));
            var weights = new Unpacked(arena.allocate(smallest.weightBytes()), smallest.anyScales(arena));
            Optional<MemorySegment> operator = create(unsigned, smallest, weights, placing);
            operator.ifPresent(this::delete);
            return operator.isPresent() ? unsigned : kind(bits, false);
        }
    }

    /** Weights as they are before they are packed; see {@link Bits}. */
    public record Unpacked(MemorySegment weights, MemorySegment scales) {}

    /** What weights of a shape take when they are packed: bytes. */
    public long packedBytes(Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            var placing = new Placing(arena);
            placing.pack(NONE); // it asks, gets nothing and gives up
            Optional<MemorySegment> operator =
                    create(kind(shape.bits()), shape, new Unpacked(NONE, shape.anyScales(arena)), placing);
            if (operator.isPresent() || placing.asked() == 0) {
                throw new IllegalStateException("XNNPACK does not pack " + shape);
            }
            return placing.asked();
        }
    }

    /**
     * Puts weights in the order of this processor's kernels.
     *
     * @param into at least {@link #packedBytes}, at a multiple of 64
     */
    public void pack(Shape shape, Unpacked weights, Placing placing, MemorySegment into) {
        placing.pack(into);
        delete(created(shape, weights, placing));
    }

    /** @param packed by {@link #pack}; must stay, and the placing's arena, too, as long as the operator */
    public Operator operator(Shape shape, Placing placing, MemorySegment packed) {
        placing.at(packed);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pointer = created(shape, new Unpacked(NONE, shape.anyScales(arena)), placing);
            return new Operator(this, kind(shape.bits()), shape, pointer);
        }
    }

    private MemorySegment created(Shape shape, Unpacked weights, Placing placing) {
        return create(kind(shape.bits()), shape, weights, placing)
                .orElseThrow(() -> new IllegalStateException("XNNPACK makes no operator of " + shape));
    }

    private Kind kind(Bits bits) {
        return bits == Bits.FOUR ? four : eight;
    }

    /** @return empty where it was refused */
    private static Optional<MemorySegment> create(Kind kind, Shape shape, Unpacked of, Placing placing) {
        float most = Float.POSITIVE_INFINITY;
        long in = shape.inputs();
        long out = shape.outputs();
        MethodHandle create = kind.create;
        MemorySegment provider = placing.provider();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(ADDRESS);
            int status = kind.bits == Bits.FOUR
                    ? call(() -> (int) create.invokeExact(
                            in,
                            out,
                            in,
                            out,
                            (long) Bits.BLOCK,
                            Bits.ZERO_OF_FOUR,
                            of.scales,
                            of.weights,
                            NONE,
                            -most,
                            most,
                            0,
                            NONE,
                            provider,
                            into))
                    : call(() -> (int) create.invokeExact(
                            in, out, in, out, of.scales, of.weights, NONE, -most, most, 0, NONE, provider, into));
            return status == SUCCESS ? Optional.of(into.get(ADDRESS, 0)) : Optional.empty();
        }
    }

    void run(MemorySegment operator) {
        require(call(() -> (int) run.invokeExact(operator, NONE)), "xnn_run_operator");
    }

    void delete(MemorySegment operator) {
        require(call(() -> (int) delete.invokeExact(operator)), "xnn_delete_operator");
    }

    static void require(int status, String function) {
        if (status != SUCCESS) {
            throw new IllegalStateException(function + " answered " + status);
        }
    }

    private MethodHandle function(String name, MemoryLayout... arguments) {
        return function(library, name, arguments);
    }

    private static MethodHandle function(SymbolLookup library, String name, MemoryLayout... arguments) {
        MemorySegment address = library.find(name).orElseThrow(() -> new IllegalStateException("no function " + name));
        return Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(JAVA_INT, arguments));
    }

    /** A native call. */
    interface Call {
        int status() throws Throwable;
    }

    static int call(Call call) {
        try {
            return call.status();
        } catch (Throwable e) {
            throw new IllegalStateException("a call into XNNPACK", e);
        }
    }
}
