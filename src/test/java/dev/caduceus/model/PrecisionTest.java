package dev.caduceus.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way from a file's numbers to the network's. */
class PrecisionTest {
    private static final LoadOptions OPTIONS = LoadOptions.DEFAULT.withThreads(1);

    @ParameterizedTest(name = "{0} as {1}, copied: {2}")
    @CsvSource({
        // Exact: the numbers of the file are kept.
        "llama-tied-f32, F32, false, 1e-4",
        "mistral-window-f32, F32, false, 1e-4",
        // Eight bits of mantissa: about 0.04 of logits with a standard deviation of 1.2.
        "llama-tied-f32, BF16, true, 0.08",
        "mistral-window-f32, BF16, true, 0.08",
        "llama3-rope-f16-shards, BF16, true, 0.08",
        "llama3-rope-bf16, BF16, true, 0.08",
        "llama3-rope-bf16, BF16, false, 0.08",
        "qwen2-tied-bf16, F32, true, 1e-4",
        "qwen2-tied-bf16, BF16, true, 0.08",
        "qwen2-tied-bf16, BF16, false, 0.08",
        "qwen3-bf16-shards, F32, true, 1e-4",
        "qwen3-bf16-shards, BF16, true, 0.08",
        "qwen3-bf16-shards, BF16, false, 0.08",
    })
    void a_pass_is_as_near_to_transformers_as_its_numbers_allow(String name, Dtype dtype, boolean copy, double limit) {
        Golden golden = Golden.read(name);
        try (LlamaModel model =
                LlamaModel.open(golden.folder(), OPTIONS, Shelf.NONE, (w, p) -> new LoadPlan(dtype, copy))) {
            float[][] logits = model.score(0, 0, golden.ids());
            double squares = 0;
            for (int i = 0; i < golden.positions().length; i++) {
                for (int j = 0; j < golden.logits()[i].length; j++) {
                    squares += Math.pow(logits[golden.positions()[i]][j] - golden.logits()[i][j], 2);
                }
            }
            double rms = Math.sqrt(squares / golden.positions().length / golden.logits()[0].length);
            assertThat(rms).isLessThanOrEqualTo(limit);
        }
    }
}
