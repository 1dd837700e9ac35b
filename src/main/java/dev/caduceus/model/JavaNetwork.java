package dev.caduceus.model;

import dev.caduceus.kernel.Crew;
import dev.caduceus.kernel.Elementwise;
import dev.caduceus.kernel.Table;

/**
 * The pass of {@code network.py} once more, in Java, for what libtorch's own kernels are slow at: a few rows, whose cost is
 * reading the weights, and products of bytes. Same KV cache, in place; all that is computed between two products is float32.
 */
final class JavaNetwork implements AutoCloseable {
    private final ModelConfig config;
    private final PlainWeights weights;
    private final CachedAttention attention;
    private final Crew crew;
    private Buffers buffers;

    /** Room for a pass; a larger one gets more. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Buffers(int rows, float[] x, float[] normed, float[] product, float[] attended) {
        static Buffers of(int rows, ModelConfig config) {
            int inputs = Math.max(config.hiddenSize(), config.feedForwardSize());
            int queries = config.heads() * config.headSize();
            int heads = queries + 2 * config.kvHeads() * config.headSize();
            int outputs = Math.max(heads, Math.max(2 * config.feedForwardSize(), inputs));
            return new Buffers(
                    rows,
                    new float[rows * config.hiddenSize()],
                    new float[rows * inputs],
                    new float[rows * outputs],
                    new float[rows * queries]);
        }
    }

    /**
     * @param longAttention who computes the attention of many rows of one sequence
     * @param crew that shares each product; closed with this
     */
    JavaNetwork(ModelConfig config, int contextLength, PlainWeights weights, LongAttention longAttention, Crew crew) {
        this.config = config;
        this.weights = weights;
        this.crew = crew;
        this.attention = new CachedAttention(config, contextLength, weights, longAttention, crew);
        this.buffers = Buffers.of(1, config);
    }

    /** @return logits, one row an output */
    float[] forward(Pass pass) {
        int rows = pass.ids().length;
        if (buffers.rows < rows) {
            buffers = Buffers.of(rows, config);
        }
        Table stream = Table.of(buffers.x, rows, config.hiddenSize());
        for (int i = 0; i < rows; i++) {
            weights.embedding().read((int) pass.ids()[i], stream.row(i));
        }
        attention.begin(pass);
        for (int layer = 0; layer < config.layers(); layer++) {
            attend(layer, stream);
            feedForward(layer, stream);
        }
        return logits(pass.outputs(), stream);
    }

    private void attend(int layer, Table stream) {
        int heads = config.heads() + 2 * config.kvHeads();
        Table queriesKeysValues = Table.of(buffers.product, stream.rows(), heads * config.headSize());
        multiply(4 * layer, norm(2 * layer, stream), queriesKeysValues);
        Table attended = Table.of(buffers.attended, stream.rows(), config.heads() * config.headSize());
        attention.attend(layer, queriesKeysValues, attended);
        add(4 * layer + 1, attended, stream);
    }

    private void feedForward(int layer, Table stream) {
        int inner = config.feedForwardSize();
        Table gateAndUp = Table.of(buffers.product, stream.rows(), 2 * inner);
        multiply(4 * layer + 2, norm(2 * layer + 1, stream), gateAndUp);
        Table gated = Table.of(buffers.normed, stream.rows(), inner);
        crew.runSmall(gated.rows(), row -> Elementwise.gate(gateAndUp.row(row), gated.row(row)));
        add(4 * layer + 3, gated, stream);
    }

    private float[] logits(long[] outputs, Table stream) {
        for (int i = 0; i < outputs.length; i++) {
            System.arraycopy(
                    buffers.x,
                    stream.row((int) outputs[i]).at(),
                    buffers.x,
                    stream.row(i).at(),
                    stream.columns());
        }
        float[] logits = new float[outputs.length * config.vocabularySize()];
        multiply(
                4 * config.layers(),
                norm(2 * config.layers(), stream.first(outputs.length)),
                Table.of(logits, outputs.length, config.vocabularySize()));
        return logits;
    }

    private Table norm(int index, Table stream) {
        Table to = Table.of(buffers.normed, stream.rows(), stream.columns());
        float[] norm = weights.norms().get(index);
        crew.runSmall(
                stream.rows(),
                row -> Elementwise.norm(
                        stream.row(row), Table.of(norm, 1, norm.length), config.rmsNormEps(), to.row(row)));
        return to;
    }

    /** Adds a product to the residual stream. */
    private void add(int index, Table inputs, Table stream) {
        Table outputs = Table.of(buffers.product, stream.rows(), stream.columns());
        multiply(index, inputs, outputs);
        crew.runSmall(stream.rows(), row -> Elementwise.add(stream.row(row), outputs.row(row)));
    }

    private void multiply(int index, Table inputs, Table outputs) {
        weights.products().get(index).multiply(inputs, outputs, crew);
    }

    @Override
    public void close() {
        crew.close();
    }
}
