package dev.caduceus.model;

import dev.caduceus.kernel.Bfloat16Rows;
import dev.caduceus.kernel.Float32Rows;
import dev.caduceus.kernel.FloatRows;
import dev.caduceus.kernel.Int8Rows;
import dev.caduceus.kernel.NumberRows;
import dev.caduceus.kernel.Product;
import dev.caduceus.kernel.StackedRows;
import dev.caduceus.model.NetworkMemory.CacheShape;
import dev.caduceus.model.NetworkMemory.Vectors;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The network's weights and its KV cache where they lie in memory, row after row: for kernels other than libtorch's.
 *
 * @param products four a layer, then the head
 * @param norms [E] each, two a layer, then the last
 * @param headNorms [(H + KV) * D] a layer, or none
 * @param biases [(H + 2 * KV) * D] a layer, or none
 * @param keys layer after layer, those of each head; a token's row is slot * context length + position
 */
record PlainWeights(
        FloatRows embedding,
        List<Product> products,
        List<float[]> norms,
        List<float[]> headNorms,
        List<float[]> biases,
        List<FloatRows> keys,
        List<FloatRows> values) {

    /**
     * Of a plan of which Java computes something, see {@link LoadPlan#inJava}.
     *
     * @param products where they are not the network's
     */
    static PlainWeights of(NetworkMemory memory, ModelFolder folder, LoadPlan plan, Optional<List<Product>> products) {
        ModelConfig config = folder.config();
        Reader reader = new Reader(memory, config, plan.weights());
        Dtype embedding = plan.embedding(folder.networkWeights());
        return new PlainWeights(
                floats(memory.embeddingBegin(), embedding, config.vocabularySize(), config.hiddenSize()),
                products.orElseGet(reader::products),
                reader.vectors(Vectors.NORMS, 2 * config.layers() + 1),
                reader.vectors(Vectors.HEAD_NORMS, config.architecture().hasHeadNorms() ? config.layers() : 0),
                reader.vectors(Vectors.BIASES, config.architecture().hasQkvBiases() ? config.layers() : 0),
                reader.cached(0, plan.computed()),
                reader.cached(1, plan.computed()));
    }

    static FloatRows floats(MemorySegment begin, Dtype dtype, long rows, int columns) {
        MemorySegment memory = begin.reinterpret(rows * columns * dtype.bytes);
        return dtype == Dtype.BF16 ? new Bfloat16Rows(memory, columns) : new Float32Rows(memory, columns);
    }

    private record Reader(NetworkMemory memory, ModelConfig config, Dtype dtype) {
        List<Product> products() {
            int heads = config.heads() * config.headSize();
            int kvHeads = config.kvHeads() * config.headSize();
            int hidden = config.hiddenSize();
            int inner = config.feedForwardSize();
            List<Shape> layer = List.of(
                    new Shape(hidden, heads, kvHeads, kvHeads),
                    new Shape(heads, hidden),
                    new Shape(hidden, inner, inner),
                    new Shape(inner, hidden));
            int last = 4 * config.layers();
            return IntStream.rangeClosed(0, last)
                    .mapToObj(
                            i -> product(i, i == last ? new Shape(hidden, config.vocabularySize()) : layer.get(i % 4)))
                    .toList();
        }

        /** The parts of a product, or what it has where they were made one. */
        private Product product(int index, Shape shape) {
            int parts = memory.parts(index);
            int[] outputs = parts == shape.outputs.length
                    ? shape.outputs
                    : new int[] {IntStream.of(shape.outputs).sum()};
            return new StackedRows(IntStream.range(0, parts)
                    .mapToObj(part -> matrix(index, part, outputs[part], shape.inputs))
                    .toList());
        }

        private NumberRows matrix(int index, int part, int outputs, int inputs) {
            MemorySegment begin = memory.weightBegin(index, part);
            return dtype == Dtype.I8
                    ? new Int8Rows(
                            begin.reinterpret((long) outputs * inputs), inputs, memory.vector(Vectors.SCALES, index))
                    : floats(begin, dtype, outputs, inputs);
        }

        List<float[]> vectors(Vectors kind, int count) {
            return IntStream.range(0, count)
                    .mapToObj(i -> memory.vector(kind, i))
                    .toList();
        }

        /** @param half 0 the keys, 1 the values */
        List<FloatRows> cached(int half, Dtype computed) {
            CacheShape shape = memory.cache();
            long rows = shape.headBytes() / shape.rowBytes();
            return IntStream.range(0, shape.layers())
                    .mapToObj(layer -> memory.cached(2 * layer + half))
                    .flatMap(heads -> IntStream.range(0, shape.heads())
                            .mapToObj(head -> heads.asSlice(head * shape.headBytes(), shape.headBytes())))
                    .map(head -> floats(head, computed, rows, config.headSize()))
                    .toList();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Shape(int inputs, int... outputs) {}
}
