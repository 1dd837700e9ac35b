package dev.caduceus.model;

import dev.caduceus.model.DerivedLayout.Entry;
import dev.caduceus.model.SafetensorsHeader.Tensor;
import dev.caduceus.model.Weights.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A model's int8 weights, mapped: matrix after matrix, each the stacked parts of one product, then the scales of each.
 *
 * @param file its index among the network's files
 * @param tensors the matrices, then as many scales
 */
record Int8Weights(int file, List<Tensor> tensors) {
    /** Changes with anything that changes the numbers, or their key. */
    private static final String FORMAT = "int8, a scale for each output, rounded to bfloat16; 2";

    /** Numbers that are rounded and written at a time. */
    private static final long BLOCK = 4 << 20;

    static Int8Weights open(Weights weights, NetworkWeights networkWeights, Network network) {
        return open(weights, networkWeights, network, DerivedFile.cacheFolder());
    }

    /** @param cache where the file goes if the model's folder can't be written */
    static Int8Weights open(Weights weights, NetworkWeights networkWeights, Network network, Path cache) {
        List<List<Place>> products = networkWeights.products();
        var layout = new DerivedLayout("int8", ContentKey.of(FORMAT, weights), entries(products));
        MemorySegment content = DerivedFile.open(weights, layout, output -> write(products, network, output), cache);
        return new Int8Weights(network.addFile(content), layout.tensors());
    }

    private static List<Entry> entries(List<List<Place>> products) {
        Stream<Entry> matrices = IntStream.range(0, products.size())
                .mapToObj(i ->
                        new Entry(i + ".weight", Dtype.I8, List.of(rows(products.get(i)), columns(products.get(i)))));
        Stream<Entry> scales = IntStream.range(0, products.size())
                .mapToObj(i -> new Entry(i + ".scales", Dtype.F32, List.of(rows(products.get(i)))));
        return Stream.concat(matrices, scales).toList();
    }

    private static long rows(List<Place> parts) {
        return parts.stream().mapToLong(Place::rows).sum();
    }

    private static long columns(List<Place> parts) {
        return parts.getFirst().columns();
    }

    private static void write(List<List<Place>> products, Network network, DerivedFile.Output output)
            throws IOException {
        List<Place> blocks = products.stream()
                .flatMap(List::stream)
                .flatMap(part -> part.blocks(Math.max(1, BLOCK / part.columns())))
                .toList();
        long largest =
                blocks.stream().mapToLong(block -> block.tensor().count()).max().orElseThrow();
        try (Arena arena = Arena.ofShared()) {
            // Room for a block and its scales: a row has at least as many numbers as its scale has bytes.
            MemorySegment memory = arena.allocate(largest * (1 + Dtype.F32.bytes));
            var scales = new ArrayList<MemorySegment>();
            int file = network.addFile(memory);
            try {
                for (Place block : blocks) {
                    network.quantise(block, file);
                    long count = block.tensor().count();
                    output.append(memory.asSlice(0, count));
                    long bytes = block.rows() * Dtype.F32.bytes;
                    scales.add(arena.allocate(bytes).copyFrom(memory.asSlice(count, bytes)));
                }
            } finally {
                network.dropLastFile();
            }
            for (MemorySegment factors : scales) {
                output.append(factors);
            }
        }
    }

    int count() {
        return tensors.size() / 2;
    }

    /** A product's matrix and its scales. */
    List<Place> places(int product) {
        return List.of(new Place(file, tensors.get(product)), new Place(file, tensors.get(count() + product)));
    }
}
