package dev.caduceus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.caduceus.model.CausalLm.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights and activations rounded: how far the logits are from float32's, and that a row does not feel its neighbours. */
class W8A8Test {
    private static final LoadOptions OPTIONS =
            LoadOptions.DEFAULT.withThreads(2).withSlots(4).withPrecision(Precision.W8A8);

    @TempDir
    private Path folder;

    private LlamaModel open(String name) throws IOException {
        assumeThat(Machine.HERE.kernels() && Machine.HERE.multipliesBytes()).isTrue();
        Golden.copy(name, folder);
        LlamaModel model = LlamaModel.open(folder, OPTIONS);
        assertThat(model.precision()).isEqualTo(Precision.W8A8);
        return model;
    }

    @ParameterizedTest(name = "{0}, {1} rows at a time")
    @CsvSource({
        "llama3-rope-bf16, 1",
        "llama3-rope-bf16, 19",
        "llama3-rope-bf16, 300",
        "mistral-window-f32, 40",
        "qwen2-tied-bf16, 5",
        "qwen3-bf16-shards, 300",
    })
    void logits_are_within_an_rms_of_a_fifth_of_float32(String name, int rows) throws IOException {
        Golden golden = Golden.read(name);
        int[] ids = golden.ids();
        List<float[]> logits = new ArrayList<>();
        try (LlamaModel model = open(name)) {
            for (int start = 0; start < ids.length; start += rows) {
                int[] next = Arrays.copyOfRange(ids, start, Math.min(ids.length, start + rows));
                logits.addAll(List.of(model.forward(List.of(new Span(0, start, next, next.length)))));
            }
        }
        assertThat(golden.rms(logits.toArray(float[][]::new))).isLessThanOrEqualTo(0.2);
    }

    /** To the bit where the kernels around the products round alike; a step for the whole pass would differ by more. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"llama3-rope-bf16", "qwen3-bf16-shards"})
    void four_sequences_in_one_pass_get_what_each_gets_alone_seed_7(String name) throws IOException {
        var random = new Random(7);
        try (LlamaModel model = open(name)) {
            for (int round = 0; round < 8; round++) {
                List<Span> spans = IntStream.range(0, 4)
                        .mapToObj(slot -> new Span(slot, 0, ids(random, model.vocabularySize())))
                        .toList();
                float[][] together = model.forward(spans);
                for (int slot = 0; slot < 4; slot++) {
                    float[] alone = model.forward(List.of(spans.get(slot)))[0];
                    assertThat(Golden.maxDifference(alone, together[slot])).isLessThan(0.01);
                }
            }
        }
    }

    private static int[] ids(Random random, int vocabulary) {
        return random.ints(1 + random.nextInt(9), 0, vocabulary).toArray();
    }
}
