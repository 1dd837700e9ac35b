package dev.caduceus.model;

import dev.caduceus.kernel.Attention;
import dev.caduceus.kernel.Crew;
import dev.caduceus.kernel.Elementwise;
import dev.caduceus.kernel.FloatRows;
import dev.caduceus.kernel.Table;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** What stands between two products of a layer: queries and keys turned, the KV cache written, and looked at. */
final class CachedAttention {
    /** So many rows of a sequence libtorch's kernel attends to faster, which takes whole blocks of them. */
    private static final int LONG = 16;

    private final ModelConfig config;
    private final int contextLength;
    private final PlainWeights weights;
    private final LongAttention longAttention;
    private final Crew crew;
    private final float[] inverseFrequencies;
    private List<Sequence> sequences = List.of();
    private Row[] rows = {};
    /** Rows of short sequences, by their number in the pass. */
    private int[] few = {};

    private float[][] scratch = {};

    /** @param first its first row in the pass */
    private record Sequence(int number, int first, int count) {
        boolean isLong() {
            return count >= LONG;
        }
    }

    /** @param first row of its slot in the cache */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(int first, int position, float[] cos, float[] sin) {}

    CachedAttention(
            ModelConfig config, int contextLength, PlainWeights weights, LongAttention longAttention, Crew crew) {
        this.config = config;
        this.contextLength = contextLength;
        this.weights = weights;
        this.longAttention = longAttention;
        this.crew = crew;
        this.inverseFrequencies = config.rope().inverseFrequencies(config.headSize());
    }

    /** Before the layers of a pass. */
    void begin(Pass pass) {
        rows = new Row[pass.ids().length];
        sequences = new ArrayList<>();
        List<Integer> shortOnes = new ArrayList<>();
        int row = 0;
        for (int i = 0; i < pass.slots().length; i++) {
            var sequence = new Sequence(i, row, (int) pass.lengths()[i]);
            sequences.add(sequence);
            for (int j = 0; j < sequence.count; j++, row++) {
                rows[row] = row((int) pass.slots()[i] * contextLength, (int) pass.starts()[i] + j);
                if (!sequence.isLong()) {
                    shortOnes.add(row);
                }
            }
        }
        few = shortOnes.stream().mapToInt(Integer::intValue).toArray();
        if (scratch.length < few.length * config.kvHeads()) {
            scratch = new float[few.length * config.kvHeads()][0];
        }
        if (sequences.stream().anyMatch(Sequence::isLong)) {
            longAttention.begin(pass);
        }
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
    void attend(int layer, Table queriesKeysValues, Table attended) {
        int heads = config.heads() + 2 * config.kvHeads();
        if (!weights.biases().isEmpty()) {
            Elementwise.add(queriesKeysValues, row(weights.biases().get(layer)));
        }
        crew.runSmall(rows.length, i -> {
            Table of = queriesKeysValues.row(i).split(heads);
            turn(layer, rows[i], of);
            cache(layer, rows[i], of);
        });
        int kvHeads = config.kvHeads();
        crew.run(few.length * kvHeads, piece -> {
            int i = few[piece / kvHeads];
            Attention seen = seen(layer, piece % kvHeads, rows[i]);
            seen.attend(shared(queriesKeysValues.row(i), piece), scratch(piece, seen), shared(attended.row(i), piece));
        });
        sequences.stream()
                .filter(Sequence::isLong)
                .forEach(sequence -> attend(layer, sequence, queriesKeysValues, attended));
    }

    private void attend(int layer, Sequence sequence, Table queriesKeysValues, Table attended) {
        int size = config.heads() * config.headSize();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment queries = arena.allocate((long) sequence.count * size * Float.BYTES, Float.BYTES);
            for (int i = 0; i < sequence.count; i++) {
                Table row = queriesKeysValues.row(sequence.first + i);
                long to = (long) i * size * Float.BYTES;
                MemorySegment.copy(row.numbers(), row.at(), queries, ValueLayout.JAVA_FLOAT, to, size);
            }
            float[] result = longAttention.attend(layer, sequence.number, queries);
            System.arraycopy(
                    result, 0, attended.numbers(), attended.row(sequence.first).at(), result.length);
        }
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
}
