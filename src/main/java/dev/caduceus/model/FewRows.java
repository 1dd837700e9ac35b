package dev.caduceus.model;

import dev.caduceus.kernel.Attention;
import dev.caduceus.kernel.Crew;
import dev.caduceus.kernel.Elementwise;
import dev.caduceus.kernel.FloatRows;
import dev.caduceus.kernel.NumberRows;
import dev.caduceus.kernel.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * The pass of {@code network.py} once more, for a few rows, in Java's own kernels: reading the weights is all such a pass
 * costs, and libtorch's kernels do that at half of memory's rate. Same weights and same KV cache, in place; all that is
 * computed between the two is float32.
 */
final class FewRows implements AutoCloseable {
    /** Rows of a small network, whose weights are float32: what libtorch saves in its products goes into its operators. */
    private static final int MOST_FLOAT32 = 4;

    /** From two rows on libtorch's products, which are made for many, take less. */
    private static final int MOST = 1;

    /** What one thread takes at a time: long enough that the memory's prefetching pays. */
    private static final int PIECE_NUMBERS = 1 << 16;

    private final ModelConfig config;
    private final int contextLength;
    private final PlainWeights weights;
    private final int most;
    private final Crew crew;
    private final float[] inverseFrequencies;
    private final List<Piece[]> pieces;
    private final float[] x;
    private final float[] normed;
    private final float[] arranged;
    private final float[] product;
    private final float[] attended;
    private final float[][] scratch;

    /** Outputs {@code from} to {@code to} of one part of a product, which begin at {@code offset} of its row. */
    private record Piece(NumberRows matrix, int from, int to, int offset) {}

    /**
     * @param most rows of a pass
     * @param threads that share a product; 0 = one for each processor
     */
    FewRows(ModelConfig config, int contextLength, PlainWeights weights, int most, int threads) {
        this.most = most;
        this.config = config;
        this.contextLength = contextLength;
        this.weights = weights;
        this.inverseFrequencies = config.rope().inverseFrequencies(config.headSize());
        this.pieces = weights.products().stream().map(FewRows::cut).toList();
        int inputs =
                Math.max(config.hiddenSize(), Math.max(config.feedForwardSize(), config.heads() * config.headSize()));
        int heads = config.heads() + 2 * config.kvHeads();
        this.x = new float[most * config.hiddenSize()];
        this.normed = new float[most * inputs];
        this.arranged = new float[most * inputs];
        this.attended = new float[most * config.heads() * config.headSize()];
        this.product =
                new float[most * Math.max(heads * config.headSize(), Math.max(2 * config.feedForwardSize(), inputs))];
        this.scratch = new float[most * config.kvHeads()][0];
        this.crew = new Crew(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
    }

    private static Piece[] cut(List<NumberRows> parts) {
        List<Piece> pieces = new ArrayList<>();
        int offset = 0;
        for (NumberRows part : parts) {
            int outputs = part.rows();
            int step = Math.max(1, PIECE_NUMBERS / part.columns());
            for (int from = 0; from < outputs; from += step) {
                pieces.add(new Piece(part, from, Math.min(outputs, from + step), offset));
            }
            offset += outputs;
        }
        return pieces.toArray(Piece[]::new);
    }

    /** Rows of a pass that take less time here than in libtorch: docs/engine.md has what was measured. */
    static int most(Dtype weights) {
        return weights == Dtype.F32 ? MOST_FLOAT32 : MOST;
    }

    boolean fits(Pass pass) {
        return pass.ids().length <= most;
    }

    /** @return logits, one row an output */
    float[] forward(Pass pass) {
        Row[] rows = rows(pass);
        Table stream = Table.of(x, rows.length, config.hiddenSize());
        for (int i = 0; i < rows.length; i++) {
            weights.embedding().read((int) pass.ids()[i], stream.row(i));
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            attention(layer, rows, stream);
            feedForward(layer, stream);
        }
        return logits(pass.outputs(), stream);
    }

    /** @param first row of its slot in the cache */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(int first, int position, float[] cos, float[] sin) {}

    private Row[] rows(Pass pass) {
        Row[] rows = new Row[pass.ids().length];
        int row = 0;
        for (int i = 0; i < pass.slots().length; i++) {
            for (int j = 0; j < pass.lengths()[i]; j++) {
                rows[row++] = row((int) pass.slots()[i] * contextLength, (int) pass.starts()[i] + j);
            }
        }
        return rows;
    }

    private Row row(int first, int position) {
        float[] cos = new float[inverseFrequencies.length];
        float[] sin = new float[inverseFrequencies.length];
        for (int i = 0; i < cos.length; i++) {
            float angle = position * inverseFrequencies[i];
            cos[i] = (float) Math.cos(angle);
            sin[i] = (float) Math.sin(angle);
        }
        return new Row(first, position, cos, sin);
    }

    /** A pass's rows all stand in the cache before the first of them looks there. */
    private void attention(int layer, Row[] rows, Table stream) {
        int heads = config.heads() + 2 * config.kvHeads();
        Table queriesKeysValues = Table.of(product, rows.length, heads * config.headSize());
        multiply(4 * layer, norm(2 * layer, stream), queriesKeysValues);
        if (!weights.biases().isEmpty()) {
            Elementwise.add(queriesKeysValues, row(weights.biases().get(layer)));
        }
        for (int i = 0; i < rows.length; i++) {
            Table of = queriesKeysValues.row(i).split(heads);
            turn(layer, rows[i], of);
            cache(layer, rows[i], of);
        }
        Table result = Table.of(attended, rows.length, config.heads() * config.headSize());
        int kvHeads = config.kvHeads();
        crew.run(rows.length * kvHeads, piece -> {
            int i = piece / kvHeads;
            Attention seen = seen(layer, piece % kvHeads, rows[i]);
            seen.attend(shared(queriesKeysValues.row(i), piece), scratch(piece, seen), shared(result.row(i), piece));
        });
        add(4 * layer + 1, result, stream);
    }

    private static Table row(float[] numbers) {
        return Table.of(numbers, 1, numbers.length);
    }

    /** Norms each query and key head where the model does that, and turns it. */
    private void turn(int layer, Row row, Table queriesKeysValues) {
        int count = config.heads() + config.kvHeads();
        Table heads = queriesKeysValues.first(count);
        if (!weights.headNorms().isEmpty()) {
            Table norms = Table.of(weights.headNorms().get(layer), count, config.headSize());
            Elementwise.norm(heads, norms, config.rmsNormEps(), heads);
        }
        Elementwise.rotate(heads, row.cos, row.sin);
    }

    private void cache(int layer, Row row, Table queriesKeysValues) {
        for (int head = 0; head < config.kvHeads(); head++) {
            int key = config.heads() + head;
            int to = row.first + row.position;
            cached(weights.keys(), layer, head).write(to, queriesKeysValues.row(key));
            cached(weights.values(), layer, head).write(to, queriesKeysValues.row(key + config.kvHeads()));
        }
    }

    private FloatRows cached(List<FloatRows> half, int layer, int head) {
        return half.get(layer * config.kvHeads() + head);
    }

    private Attention seen(int layer, int kvHead, Row row) {
        int window = config.slidingWindow();
        int from = window == 0 ? 0 : Math.max(0, row.position + 1 - window);
        return new Attention(
                cached(weights.keys(), layer, kvHead),
                cached(weights.values(), layer, kvHead),
                row.first + from,
                row.first + row.position + 1);
    }

    /** The query heads that share the key head of a piece, among those that a row begins with. */
    private Table shared(Table row, int piece) {
        int count = config.heads() / config.kvHeads();
        int first = piece % config.kvHeads() * count;
        return row.from(first * config.headSize(), count * config.headSize()).split(count);
    }

    private float[] scratch(int piece, Attention seen) {
        int needed = seen.scratch(config.heads() / config.kvHeads());
        if (scratch[piece].length < needed) {
            scratch[piece] = new float[2 * needed];
        }
        return scratch[piece];
    }

    private void feedForward(int layer, Table stream) {
        int inner = config.feedForwardSize();
        Table gateAndUp = Table.of(product, stream.rows(), 2 * inner);
        multiply(4 * layer + 2, norm(2 * layer + 1, stream), gateAndUp);
        Table gated = Table.of(normed, stream.rows(), inner);
        Elementwise.gate(gateAndUp, gated);
        add(4 * layer + 3, gated, stream);
    }

    private float[] logits(long[] outputs, Table stream) {
        int hidden = config.hiddenSize();
        for (int i = 0; i < outputs.length; i++) {
            System.arraycopy(x, (int) outputs[i] * hidden, x, i * hidden, hidden);
        }
        float[] logits = new float[outputs.length * config.vocabularySize()];
        multiply(
                4 * config.layers(),
                norm(2 * config.layers(), stream.first(outputs.length)),
                Table.of(logits, outputs.length, config.vocabularySize()));
        return logits;
    }

    private Table norm(int index, Table stream) {
        Table to = Table.of(normed, stream.rows(), stream.columns());
        Elementwise.norm(stream, row(weights.norms().get(index)), config.rmsNormEps(), to);
        return to;
    }

    /** Adds a product to the residual stream. */
    private void add(int index, Table inputs, Table stream) {
        Table outputs = Table.of(product, stream.rows(), stream.columns());
        multiply(index, inputs, outputs);
        Elementwise.add(stream, outputs);
    }

    private void multiply(int index, Table inputs, Table outputs) {
        Piece[] of = pieces.get(index);
        Table ordered = Table.of(arranged, inputs.rows(), inputs.columns());
        of[0].matrix.arrange(inputs, ordered);
        crew.run(of.length, i -> {
            Piece piece = of[i];
            piece.matrix.dots(ordered, outputs.from(piece.offset, piece.matrix.rows()), piece.from, piece.to);
        });
    }

    @Override
    public void close() {
        crew.close();
    }
}
