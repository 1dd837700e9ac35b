package dev.caduceus.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.model.CausalLm.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way from a file's numbers to the network's. */
class PrecisionTest {
    private static final LoadOptions OPTIONS = LoadOptions.DEFAULT.withThreads(1);

    @ParameterizedTest(name = "{0} as {1}")
    @CsvSource({
        // Exact: the numbers of the file are kept.
        "llama-tied-f32, F32 mapped in F32, 1e-4",
        "mistral-window-f32, F32 mapped in F32, 1e-4",
        // Eight bits of mantissa: about 0.04 of logits with a standard deviation of 1.2.
        "llama-tied-f32, BF16 copied in BF16, 0.08",
        "mistral-window-f32, BF16 copied in BF16, 0.08",
        "llama3-rope-f16-shards, BF16 copied in BF16, 0.08",
        "llama3-rope-bf16, BF16 copied in BF16, 0.08",
        "llama3-rope-bf16, BF16 mapped in BF16, 0.08",
        "llama3-rope-bf16, BF16 packed in BF16, 0.08",
        "llama3-rope-f16-shards, BF16 packed in BF16, 0.08",
        "qwen2-tied-bf16, F32 copied in F32, 1e-4",
        "qwen2-tied-bf16, BF16 copied in BF16, 0.08",
        "qwen2-tied-bf16, BF16 mapped in BF16, 0.08",
        "qwen2-tied-bf16, BF16 packed in BF16, 0.08",
        "qwen3-bf16-shards, F32 copied in F32, 1e-4",
        "qwen3-bf16-shards, BF16 copied in BF16, 0.08",
        "qwen3-bf16-shards, BF16 mapped in BF16, 0.08",
        "qwen3-bf16-shards, BF16 packed in BF16, 0.08",
        // Many rows are as exact as the file's numbers.
        "llama3-rope-bf16, BF16 copied in F32, 1e-4",
        "llama3-rope-bf16, BF16 mapped in F32, 1e-4",
        "qwen2-tied-bf16, BF16 mapped in F32, 1e-4",
        "qwen3-bf16-shards, BF16 mapped in F32, 1e-4",
    })
    void a_pass_is_as_near_to_transformers_as_its_numbers_allow(String name, String plan, double limit) {
        Golden golden = Golden.read(name);
        try (LlamaModel model = open(golden, plan(plan))) {
            assertThat(golden.rms(model.score(0, 0, golden.ids()))).isLessThanOrEqualTo(limit);
        }
    }

    /** Each number of rows takes the kernel that is fastest for it; all of them compute the same. */
    @ParameterizedTest(name = "{0}, {1} rows at a time, {2}")
    @CsvSource({
        "llama3-rope-bf16, 1, BF16 mapped in F32",
        "llama3-rope-bf16, 2, BF16 mapped in F32",
        "llama3-rope-bf16, 3, BF16 mapped in F32",
        "llama3-rope-bf16, 16, BF16 mapped in F32",
        "llama3-rope-bf16, 1, BF16 mapped in BF16",
        "llama3-rope-bf16, 2, BF16 mapped in BF16",
        "llama3-rope-bf16, 24, BF16 mapped in BF16",
        "llama3-rope-bf16, 1, BF16 packed in BF16",
        "llama3-rope-bf16, 2, BF16 packed in BF16",
        "llama3-rope-bf16, 24, BF16 packed in BF16",
        "qwen3-bf16-shards, 1, BF16 mapped in F32",
        "qwen3-bf16-shards, 2, BF16 mapped in F32",
        "qwen3-bf16-shards, 5, BF16 mapped in F32",
        "qwen3-bf16-shards, 5, BF16 packed in BF16",
    })
    void the_number_of_rows_changes_the_kernel_and_not_the_logits(String name, int rows, String plan) {
        Golden golden = Golden.read(name);
        int[] ids = golden.ids();
        List<float[]> logits = new ArrayList<>();
        try (LlamaModel model = open(golden, plan(plan))) {
            for (int start = 0; start < ids.length; start += rows) {
                int[] next = Arrays.copyOfRange(ids, start, Math.min(ids.length, start + rows));
                logits.addAll(List.of(model.forward(List.of(new Span(0, start, next, next.length)))));
            }
        }
        assertThat(golden.rms(logits.toArray(float[][]::new))).isLessThanOrEqualTo(0.08);
    }

    /** @param text such as "BF16 mapped in F32" */
    private static LoadPlan plan(String text) {
        String[] words = text.split(" ");
        LoadPlan.Order order = words[1].equals("packed") ? LoadPlan.Order.ONEDNN : LoadPlan.Order.OF_FILE;
        // Numbers of another type than the file's are copied first, whatever becomes of them then.
        return new LoadPlan(Dtype.valueOf(words[0]), Dtype.valueOf(words[3]), !words[1].equals("mapped"), order, false);
    }

    private static LlamaModel open(Golden golden, LoadPlan plan) {
        return LlamaModel.open(golden.folder(), OPTIONS, Shelf.NONE, (weights, precision) -> plan);
    }
}
