package dev.caduceus.model;

import dev.caduceus.kernel.Crew;
import dev.caduceus.kernel.FloatRows;
import dev.caduceus.kernel.Int8Rows;
import dev.caduceus.kernel.Product;
import dev.caduceus.kernel.StackedRows;
import dev.caduceus.xnnpack.Bits;
import dev.caduceus.xnnpack.Placing;
import dev.caduceus.xnnpack.RoundedMatrix;
import dev.caduceus.xnnpack.Shape;
import dev.caduceus.xnnpack.Workspace;
import dev.caduceus.xnnpack.Xnnpack;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A small network of zeros that is run until the JVM has compiled the kernels: before that a vector is an object, and a
 * pass takes a hundred times as long. Once for each kind of numbers, on a thread of its own.
 */
record WarmUp(Dtype weights, Dtype computed, boolean rounded) {
    private static final Map<WarmUp, CompletableFuture<Void>> STARTED = new ConcurrentHashMap<>();

    private static final int CONTEXT = 64;

    /** Rows of a pass at most. */
    private static final int MOST = 8;

    /** So wide, and with so many query heads to a key head, that each kernel is among those that run. */
    private static final ModelConfig CONFIG = new ModelConfig(
            ModelConfig.Architecture.LLAMA,
            1,
            256,
            5120,
            10,
            2,
            64,
            256,
            CONTEXT,
            0,
            1e-5,
            new Rope(10_000, new Rope.Scaling.None()),
            true);

    /** After so many passes none of which was a fifth faster than the best before, nothing more is compiled. */
    private static final int PASSES = 200;

    private static final double FASTER = 0.8;
    private static final long AT_MOST_NANOS = 5_000_000_000L;

    /** Begins where nobody has. Done when the kernels are warm. */
    static CompletableFuture<Void> of(LoadPlan plan) {
        int most = Math.min(MOST, plan.mostInJava());
        return STARTED.computeIfAbsent(
                new WarmUp(plan.weights(), plan.computed(), plan.order().isXnnpack()), kind -> {
                    var done = new CompletableFuture<Void>();
                    Thread.ofPlatform().daemon().name("caduceus-warm-up").start(() -> {
                        try {
                            kind.run(most);
                            done.complete(null);
                        } catch (RuntimeException | Error e) {
                            done.completeExceptionally(e);
                        }
                    });
                    return done;
                });
    }

    private void run(int most) {
        try (Arena arena = Arena.ofShared();
                Workspace workspace = new Workspace();
                JavaNetwork network =
                        new JavaNetwork(CONFIG, CONTEXT, zeros(arena, workspace), LongAttention.NONE, new Crew(1))) {
            long begin = System.nanoTime();
            long best = Long.MAX_VALUE;
            int since = 0;
            for (int i = 0; since < PASSES && System.nanoTime() - begin < AT_MOST_NANOS; i++) {
                long took = pass(network, i, most);
                since = took < FASTER * best ? 0 : since + 1;
                best = since == 0 ? took : best;
            }
        }
    }

    /** @return nanoseconds */
    private static long pass(JavaNetwork network, int i, int most) {
        int count = i % 2 == 0 ? 1 : most;
        long begin = System.nanoTime();
        float[] _ =
                network.forward(Pass.of(List.of(new CausalLm.Span(0, i % (CONTEXT - count), new int[count], count))));
        return System.nanoTime() - begin;
    }

    private PlainWeights zeros(Arena arena, Workspace workspace) {
        int hidden = CONFIG.hiddenSize();
        int inner = CONFIG.feedForwardSize();
        int heads = CONFIG.heads() * CONFIG.headSize();
        int kvHeads = CONFIG.kvHeads() * CONFIG.headSize();
        return new PlainWeights(
                floats(arena, weights == Dtype.I8 ? Dtype.BF16 : weights, CONFIG.vocabularySize(), hidden),
                List.of(
                        matrix(arena, workspace, heads + 2 * kvHeads, hidden),
                        matrix(arena, workspace, hidden, heads),
                        matrix(arena, workspace, 2 * inner, hidden),
                        matrix(arena, workspace, hidden, inner),
                        matrix(arena, workspace, CONFIG.vocabularySize(), hidden)),
                Collections.nCopies(3, new float[hidden]),
                List.of(),
                List.of(),
                Collections.nCopies(CONFIG.kvHeads(), floats(arena, computed, CONTEXT, CONFIG.headSize())),
                Collections.nCopies(CONFIG.kvHeads(), floats(arena, computed, CONTEXT, CONFIG.headSize())));
    }

    private Product matrix(Arena arena, Workspace workspace, int outputs, int inputs) {
        if (rounded) {
            return rounded(arena, workspace, new Shape(Bits.EIGHT, outputs, inputs));
        }
        return new StackedRows(List.of(
                weights == Dtype.I8
                        ? new Int8Rows(memory(arena, (long) outputs * inputs), inputs, new float[outputs])
                        : floats(arena, weights, outputs, inputs)));
    }

    /** Not closed: a few of them, for as long as the process. */
    private static Product rounded(Arena arena, Workspace workspace, Shape shape) {
        Xnnpack xnnpack = Libtorch.xnnpack().orElseThrow();
        MemorySegment packed = memory(arena, xnnpack.packedBytes(shape));
        return new RoundedMatrix(workspace, List.of(xnnpack.operator(shape, new Placing(arena), packed)));
    }

    private static FloatRows floats(Arena arena, Dtype dtype, int rows, int columns) {
        return PlainWeights.floats(memory(arena, (long) rows * columns * dtype.bytes), dtype, rows, columns);
    }

    /** Of no arena, as a model's is: the JVM compiles for the kinds of memory that it has seen. */
    private static MemorySegment memory(Arena arena, long bytes) {
        return MemorySegment.ofAddress(arena.allocate(bytes, 64).address()).reinterpret(bytes);
    }
}
