package dev.caduceus.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.kernel.Kernels;
import dev.caduceus.model.CausalLm.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Java's own kernels against libtorch's, which {@code LlamaModelTest} holds against transformers. */
class JavaNetworkTest {
    private static final LoadOptions OPTIONS =
            LoadOptions.DEFAULT.withThreads(2).withSlots(3);
    private static final int MOST = 4;

    /** A copy of the golden one: the int8 file is written beside the model. */
    @TempDir
    Path folder;

    /** Where numbers are kept as they are in the file, libtorch computes many rows exactly: those are the oracle. */
    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "llama-tied-f32, F32 mapped in F32, 2e-5",
        "llama3-rope-bf16, F32 copied in F32, 2e-5",
        "llama3-rope-bf16, BF16 mapped in F32, 2e-5",
        "llama3-rope-bf16, BF16 mapped in BF16, 0.12",
        "llama3-rope-f16-shards, F32 copied in F32, 2e-5",
        "llama-linear-rope-f16, BF16 copied in BF16, 0.12",
        "mistral-window-f32, F32 mapped in F32, 2e-5",
        "mistral-long-window-bf16, BF16 mapped in F32, 2e-5",
        "mistral-long-window-bf16, I8 mapped in F32, 2e-5",
        "qwen2-tied-bf16, BF16 mapped in F32, 2e-5",
        "qwen2-window-f16, BF16 copied in F32, 2e-5",
        "qwen3-bf16-shards, BF16 mapped in F32, 2e-5",
        "qwen3-bf16-shards, I8 mapped in F32, 2e-5",
        "qwen3-tied-window-bf16, BF16 mapped in BF16, 0.12",
        "llama3-rope-bf16, I8 mapped in F32, 2e-5",
    })
    void logits_are_those_of_one_long_pass(String name, String plan, double limit) throws IOException {
        Golden golden = copy(name);
        int[] ids = golden.ids();
        int half = ids.length / 2;
        try (LlamaModel model = open(plan, true)) {
            float[][] expected = model.score(0, 0, ids);
            model.prefill(1, 0, Arrays.copyOf(ids, half));
            for (int at = half, rows = 1; at < ids.length; at += rows, rows = 1 + at % most(plan)) {
                int[] next = Arrays.copyOfRange(ids, at, Math.min(ids.length, at + rows));
                float[][] few = model.forward(List.of(new Span(1, at, next, next.length)));
                for (int i = 0; i < few.length; i++) {
                    assertThat(rms(few[i], expected[at + i]))
                            .as("at %s of %s", at + i, rows)
                            .isLessThan(limit);
                }
            }
        }
    }

    @Test
    void a_row_is_to_the_bit_what_it_is_alone() throws IOException {
        long seed = Long.getLong("few.seed", 20261124);
        System.out.println("few.seed=" + seed);
        Random random = new Random(seed);
        Golden golden = copy("llama-tied-f32");
        try (LlamaModel model = open("F32 mapped in F32", true)) {
            int[] starts = {30, 50, 41};
            for (int slot = 0; slot < starts.length; slot++) {
                model.prefill(slot, 0, Arrays.copyOfRange(golden.ids(), slot, slot + starts[slot]));
            }
            for (int round = 0; round < 50; round++) {
                List<Span> spans = spans(random, starts);
                List<float[]> alone = new ArrayList<>();
                spans.forEach(span -> alone.addAll(oneByOne(model, span)));
                float[][] together = model.forward(spans);
                int row = 0;
                for (Span span : spans) {
                    row += span.ids().length;
                    assertThat(together[row - 1]).isEqualTo(alone.get(row - 1));
                }
            }
        }
    }

    /** Each after its last id and all before it, so that outputs are rows of {@link #oneByOne}. */
    private static List<Span> spans(Random random, int[] starts) {
        List<Span> spans = new ArrayList<>();
        int left = MOST;
        for (int slot = 0; slot < starts.length && left > 0; slot++) {
            int[] ids = random.ints(1 + random.nextInt(left), 1, 200).toArray();
            left -= ids.length;
            spans.add(new Span(slot, starts[slot], ids, ids.length));
        }
        return spans;
    }

    private static List<float[]> oneByOne(LlamaModel model, Span span) {
        List<float[]> logits = new ArrayList<>();
        for (int i = 0; i < span.ids().length; i++) {
            logits.add(model.prefill(span.slot(), span.start() + i, new int[] {span.ids()[i]}));
        }
        return logits;
    }

    /** So that the tests above are about what they say: the gate's JVM has the module, and a plan without it is libtorch. */
    @Test
    void the_kernels_are_there_and_a_pass_of_few_rows_is_theirs() throws IOException {
        assertThat(Kernels.available()).isTrue();
        Golden golden = copy("llama3-rope-bf16");
        int[] ids = Arrays.copyOf(golden.ids(), MOST);
        try (LlamaModel java = open("F32 copied in F32", true);
                LlamaModel libtorch = open("F32 copied in F32", false)) {
            float[] one = java.prefill(0, 0, ids);
            float[] other = libtorch.prefill(0, 0, ids);
            assertThat(one).as("another order of adding").isNotEqualTo(other);
            assertThat(rms(one, other)).isLessThan(2e-5);
        }
    }

    private Golden copy(String name) throws IOException {
        Golden.copy(name, folder);
        return Golden.read(name);
    }

    private static int most(String plan) {
        return Dtype.valueOf(plan.split(" ")[0]) == Dtype.F32 ? MOST : 1;
    }

    private static double rms(float[] a, float[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += Math.pow((double) a[i] - b[i], 2);
        }
        return Math.sqrt(squares / a.length);
    }

    /** @param text such as "BF16 mapped in F32" */
    private LlamaModel open(String text, boolean inJava) {
        String[] words = text.split(" ");
        boolean copy = words[1].equals("copied");
        BiFunction<NetworkWeights, Precision, LoadPlan> plan = (weights, precision) ->
                new LoadPlan(Dtype.valueOf(words[0]), Dtype.valueOf(words[3]), copy, LoadPlan.Order.OF_FILE, inJava);
        return LlamaModel.open(folder, OPTIONS, Shelf.NONE, plan);
    }
}
