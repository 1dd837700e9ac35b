package dev.caduceus.model;

import static dev.caduceus.model.Golden.argmax;
import static dev.caduceus.model.Golden.maxDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.model.CausalLm.DecodeRow;
import dev.caduceus.model.CausalLm.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The network against Hugging Face transformers, and against itself: how ids are cut into passes changes nothing. */
class LlamaModelTest {
    private static final String[] NAMES = Golden.NAMES;

    /** Float32 on another machine: the order of additions differs, nothing else may. */
    private static final double EXACT = 1e-4;

    private static final int SLOTS = 4;
    private static final int TEXTS = 3;

    private static final Map<String, LlamaModel> MODELS = new HashMap<>();
    private static final Map<String, Golden> GOLDEN = new HashMap<>();

    @BeforeAll
    static void load() {
        LoadOptions options = LoadOptions.DEFAULT.withSlots(SLOTS).withThreads(1);
        for (String name : NAMES) {
            MODELS.put(name, LlamaModel.open(Golden.folder(name), options));
            GOLDEN.put(name, Golden.read(name));
        }
    }

    @AfterAll
    static void close() {
        MODELS.values().forEach(LlamaModel::close);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("NAMES")
    void logits_equal_those_of_transformers_at_every_position(String name) {
        Golden golden = GOLDEN.get(name);
        float[][] logits = MODELS.get(name).score(0, 0, golden.ids());
        for (int i = 0; i < golden.positions().length; i++) {
            assertThat(maxDifference(logits[golden.positions()[i]], golden.logits()[i]))
                    .as("position %s", golden.positions()[i])
                    .isLessThanOrEqualTo(EXACT);
        }
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("NAMES")
    void sixty_four_greedy_tokens_equal_those_of_transformers(String name) {
        Golden golden = GOLDEN.get(name);
        LlamaModel model = MODELS.get(name);
        int[] greedy = new int[golden.greedy().length];
        greedy[0] = argmax(model.prefill(1, 0, golden.ids()));
        for (int i = 1; i < greedy.length; i++) {
            greedy[i] = argmax(model.decode(List.of(new DecodeRow(1, golden.ids().length + i - 1, greedy[i - 1])))[0]);
        }
        assertThat(greedy).isEqualTo(golden.greedy());
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource
    void chunks_batches_and_copied_prefixes_never_change_the_logits(String name, long seed) {
        LlamaModel model = MODELS.get(name);
        int[][] texts = texts(GOLDEN.get(name).ids());
        float[][][] expected = new float[TEXTS][][];
        for (int i = 0; i < TEXTS; i++) {
            expected[i] = model.score(0, 0, texts[i]);
        }
        Schedule schedule = new Schedule(model, texts, expected, new Random(seed));
        for (int step = 0; step < 40; step++) {
            schedule.step();
        }
    }

    static Stream<Arguments> chunks_batches_and_copied_prefixes_never_change_the_logits() {
        return Arrays.stream(NAMES)
                .flatMap(name -> Stream.iterate(0L, seed -> seed + 1).limit(10).map(seed -> Arguments.of(name, seed)));
    }

    /** The text itself and others that share a beginning with it. */
    private static int[][] texts(int[] ids) {
        int[][] texts = new int[TEXTS][];
        for (int i = 0; i < TEXTS; i++) {
            texts[i] = ids.clone();
            for (int j = 50 * i + 1; i > 0 && j < ids.length; j++) {
                texts[i][j] = ids[ids.length - j];
            }
        }
        return texts;
    }

    /** Does what an engine might do: continue some slots by some ids, start again from an earlier row, copy a prefix. */
    private static final class Schedule {
        private final LlamaModel model;
        private final int[][] texts;
        private final float[][][] expected;
        private final Random random;
        private final int[] textOf = new int[SLOTS];
        private final int[] rows = new int[SLOTS];

        Schedule(LlamaModel model, int[][] texts, float[][][] expected, Random random) {
            this.model = model;
            this.texts = texts;
            this.expected = expected;
            this.random = random;
            for (int slot = 0; slot < SLOTS; slot++) {
                textOf[slot] = random.nextInt(TEXTS);
            }
        }

        void step() {
            switch (random.nextInt(6)) {
                case 0 -> copy(random.nextInt(SLOTS), random.nextInt(SLOTS));
                case 1 -> rows[random.nextInt(SLOTS)] /= 2;
                case 2, 3 -> decode();
                default -> forward();
            }
        }

        private void copy(int from, int to) {
            int length = random.nextInt(rows[from] + 1);
            model.copyPrefix(from, to, length);
            textOf[to] = textOf[from];
            rows[to] = length;
        }

        private void decode() {
            List<DecodeRow> batch = new ArrayList<>();
            for (int slot : someSlots()) {
                batch.add(new DecodeRow(slot, rows[slot], texts[textOf[slot]][rows[slot]]));
            }
            check(
                    batch.stream().map(DecodeRow::slot).toList(),
                    batch.isEmpty() ? new float[0][] : model.decode(batch),
                    1);
        }

        private void forward() {
            int length = 1 + random.nextInt(60);
            List<Span> spans = new ArrayList<>();
            for (int slot : someSlots()) {
                int end = Math.min(rows[slot] + length, texts[0].length);
                int[] ids = Arrays.copyOfRange(texts[textOf[slot]], rows[slot], end);
                spans.add(new Span(slot, rows[slot], ids, 1 + random.nextInt(Math.min(5, ids.length))));
            }
            float[][] logits = spans.isEmpty() ? new float[0][] : model.forward(spans);
            check(spans.stream().map(Span::slot).toList(), lastOfEach(spans, logits), length);
        }

        /** The rows before a span's last one are checked on the way. */
        private float[][] lastOfEach(List<Span> spans, float[][] logits) {
            float[][] last = new float[spans.size()][];
            int row = 0;
            for (int i = 0; i < last.length; i++) {
                Span span = spans.get(i);
                int end = span.start() + span.ids().length;
                for (int read = end - span.scored() + 1; read < end; read++) {
                    assertThat(maxDifference(logits[row++], expected[textOf[span.slot()]][read - 1]))
                            .isLessThanOrEqualTo(EXACT);
                }
                last[i] = logits[row++];
            }
            assertThat(logits).hasNumberOfRows(row);
            return last;
        }

        /** Of the slots whose text is not at its end. */
        private List<Integer> someSlots() {
            return Stream.of(2, 0, 3, 1)
                    .filter(slot -> rows[slot] < texts[0].length && random.nextBoolean())
                    .toList();
        }

        private void check(List<Integer> slots, float[][] logits, int length) {
            assertThat(logits).hasNumberOfRows(slots.size());
            for (int i = 0; i < slots.size(); i++) {
                int slot = slots.get(i);
                rows[slot] = Math.min(rows[slot] + length, texts[0].length);
                assertThat(maxDifference(logits[i], expected[textOf[slot]][rows[slot] - 1]))
                        .as("slot %s, %s rows of text %s", slot, rows[slot], textOf[slot])
                        .isLessThanOrEqualTo(EXACT);
            }
        }
    }

    @Test
    void a_schedule_that_cannot_be_right_is_refused() {
        try (LlamaModel model = LlamaModel.open(
                Golden.folder(NAMES[0]), LoadOptions.DEFAULT.withSlots(2).withContextLength(8))) {
            model.prefill(0, 0, new int[] {5, 6, 7});
            assertRefused("slot 0 holds 3 rows, so position 4 can't follow", () -> model.prefill(0, 4, new int[] {5}));
            assertRefused("slot 0 would hold 9 rows of at most 8", () -> model.prefill(0, 3, new int[6]));
            assertRefused("slot 2 is not one of 2", () -> model.prefill(2, 0, new int[] {5}));
            assertRefused("id 300 is not one of 300", () -> model.prefill(0, 0, new int[] {300}));
            assertRefused("slot 1 was given no ids", () -> model.prefill(1, 0, new int[0]));
            assertRefused("at least one sequence", () -> model.decode(List.of()));
            assertRefused(
                    "slot 0 was given 2 ids, and can't be scored after 3",
                    () -> model.forward(List.of(new Span(0, 3, new int[2], 3))));
            assertRefused("slot 0 holds 3 rows, not 4", () -> model.copyPrefix(0, 1, 4));
            assertRefused(
                    "slot 0 occurs twice", () -> model.decode(List.of(new DecodeRow(0, 3, 5), new DecodeRow(0, 3, 6))));
        }
    }

    private static void assertRefused(String message, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_closed_model_says_so_instead_of_reading_freed_memory() {
        LlamaModel model = LlamaModel.open(Golden.folder(NAMES[0]), LoadOptions.DEFAULT);
        model.close();
        model.close();
        assertThatThrownBy(() -> model.prefill(0, 0, new int[] {5}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("llama-tied-f32 is closed");
    }

    @Test
    void passes_leave_no_tensor_behind() {
        LlamaModel model = MODELS.get(NAMES[0]);
        for (int i = 0; i < 300; i++) {
            model.forward(List.of(new Span(0, i, new int[] {i}), new Span(1, 0, new int[] {4, 5})));
            model.copyPrefix(0, 2, i);
        }
        assertThat(model.openTensors()).isZero();
    }

    @Test
    void the_model_tells_what_others_need() {
        LlamaModel model = MODELS.get("llama3-rope-bf16");
        assertThat(model.name()).isEqualTo("llama3-rope-bf16");
        assertThat(model.contextLength()).isEqualTo(512);
        assertThat(model.vocabularySize()).isEqualTo(300);
        assertThat(model.precision()).isEqualTo(Precision.FLOAT32);
        assertThat(model.generationConfig().eosIds()).containsExactly(2, 3);
        assertThat(model.generationConfig().sampling().temperature()).isEqualTo(0.6);
    }
}
