package dev.caduceus.model;

import dev.caduceus.kernel.Product;
import dev.caduceus.model.DerivedLayout.Entry;
import dev.caduceus.model.LoadPlan.Order;
import dev.caduceus.model.SafetensorsHeader.Tensor;
import dev.caduceus.model.Weights.Place;
import dev.caduceus.xnnpack.Bits;
import dev.caduceus.xnnpack.Operator;
import dev.caduceus.xnnpack.Placing;
import dev.caduceus.xnnpack.RoundedMatrix;
import dev.caduceus.xnnpack.Shape;
import dev.caduceus.xnnpack.Workspace;
import dev.caduceus.xnnpack.Xnnpack;
import dev.caduceus.xnnpack.Xnnpack.Unpacked;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * The products' weights in the order of XNNPACK's kernels, in a file of their own: each product in pieces of some outputs, that
 * threads take one by one.
 *
 * @param products the pieces of each
 */
record RoundedWeights(Xnnpack xnnpack, Order order, List<List<Piece>> products) {
    /** Changes with anything that changes the numbers, or their order. */
    private static final String FORMAT = "xnnpack of libtorch 2.7.1; 1";

    /** Weights of a piece: long enough that the call is nothing beside it, short enough that two threads end together. */
    private static final int PIECE_NUMBERS = 1 << 19;

    /** Outputs that the widest kernel computes at once. */
    private static final int AT_ONCE = 64;

    /** Where some outputs of a product are in the model's file, and what they are packed to. */
    record Piece(Place place, Shape shape, long packedBytes) {}

    static RoundedWeights of(NetworkWeights weights, Order order) {
        List<List<Place>> places = weights.products();
        Xnnpack xnnpack = Libtorch.xnnpack().orElseThrow();
        Map<Shape, Long> known = new HashMap<>();
        ToLongFunction<Shape> bytes = shape -> known.computeIfAbsent(shape, xnnpack::packedBytes);
        return new RoundedWeights(
                xnnpack,
                order,
                IntStream.range(0, places.size())
                        .mapToObj(
                                i -> pieces(places.get(i), order == Order.XNNPACK_FOUR && i < places.size() - 1, bytes))
                        .toList());
    }

    private static List<Piece> pieces(List<Place> parts, boolean four, ToLongFunction<Shape> packedBytes) {
        long inputs = parts.getFirst().columns();
        Bits bits = four && inputs % Bits.BLOCK == 0 ? Bits.FOUR : Bits.EIGHT;
        long outputs = Math.max(AT_ONCE, PIECE_NUMBERS / inputs / AT_ONCE * AT_ONCE);
        return parts.stream()
                .flatMap(part -> part.blocks(outputs))
                .map(block -> {
                    var shape = new Shape(bits, (int) block.rows(), (int) inputs);
                    return new Piece(block, shape, packedBytes.applyAsLong(shape));
                })
                .toList();
    }

    private DerivedLayout layout(Weights weights) {
        String kind = order == Order.XNNPACK_FOUR ? "w4a8" : "w8a8";
        String format = String.join("|", FORMAT, kind, String.valueOf(PIECE_NUMBERS), Cpu.HERE.vectors());
        List<Entry> entries = new ArrayList<>();
        for (int product = 0; product < products.size(); product++) {
            for (Piece piece : products.get(product)) {
                entries.add(new Entry(product + "." + entries.size(), Dtype.I8, List.of(piece.packedBytes)));
            }
        }
        return new DerivedLayout(kind, ContentKey.of(format, weights), entries);
    }

    /** Maps them, after they were rounded where no earlier start has. */
    MemorySegment open(Weights weights, Network network) {
        return open(weights, network, DerivedFile.cacheFolder());
    }

    /** @param cache where the file goes if the model's folder can't be written */
    MemorySegment open(Weights weights, Network network, Path cache) {
        return DerivedFile.open(weights, layout(weights), output -> write(network, output), cache);
    }

    private void write(Network network, DerivedFile.Output output) throws IOException {
        List<Piece> pieces = products.stream().flatMap(List::stream).toList();
        long largest = pieces.stream().mapToLong(Piece::packedBytes).max().orElseThrow();
        try (Arena arena = Arena.ofShared()) {
            var placing = new Placing(arena);
            MemorySegment rounded = arena.allocate(largest, AT_ONCE);
            MemorySegment packed = arena.allocate(largest, AT_ONCE);
            int file = network.addFile(rounded);
            try {
                for (Piece piece : pieces) {
                    round(network, piece, file);
                    Shape shape = piece.shape;
                    var weights = new Unpacked(
                            rounded.asSlice(0, shape.weightBytes()),
                            rounded.asSlice(shape.weightBytes(), shape.scaleBytes()));
                    xnnpack.pack(shape, weights, placing, packed);
                    output.append(packed.asSlice(0, piece.packedBytes));
                }
            } finally {
                network.dropLastFile();
            }
        }
    }

    private static void round(Network network, Piece piece, int file) {
        if (piece.shape.bits() == Bits.FOUR) {
            network.quantiseFour(piece.place, file, Bits.BLOCK);
        } else {
            network.quantise(piece.place, file);
        }
    }

    /** @param file that {@link #open} gave, now or before */
    Products read(Weights weights, MemorySegment file) {
        Arena arena = Arena.ofShared();
        var placing = new Placing(arena);
        var workspace = new Workspace();
        Iterator<Tensor> tensors = layout(weights).tensors().iterator();
        List<RoundedMatrix> matrices = new ArrayList<>();
        for (List<Piece> pieces : products) {
            List<Operator> operators = new ArrayList<>();
            for (Piece piece : pieces) {
                Tensor tensor = tensors.next();
                MemorySegment packed = file.asSlice(tensor.begin(), tensor.end() - tensor.begin());
                operators.add(xnnpack.operator(piece.shape, placing, packed));
            }
            matrices.add(new RoundedMatrix(workspace, operators));
        }
        return new Products(arena, workspace, matrices);
    }

    /** What multiplies with them. */
    record Products(Arena arena, Workspace workspace, List<RoundedMatrix> matrices) implements AutoCloseable {
        List<Product> list() {
            return List.copyOf(matrices);
        }

        @Override
        public void close() {
            matrices.forEach(RoundedMatrix::close);
            workspace.close();
            arena.close();
        }
    }
}
