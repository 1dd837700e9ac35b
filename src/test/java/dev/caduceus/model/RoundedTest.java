package dev.caduceus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.caduceus.model.CausalLm.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights and activations rounded: how far the logits are from float32's, and that a row does not feel its neighbours. */
class RoundedTest {
    private static final LoadOptions OPTIONS =
            LoadOptions.DEFAULT.withThreads(2).withSlots(4);
    private static final int[] TEXT = {5, 6, 7, 8, 9};

    @TempDir
    private Path folder;

    private LlamaModel open(String name, Precision precision) throws IOException {
        assumeThat(Machine.HERE.kernels() && Machine.HERE.multipliesBytes()).isTrue();
        Golden.copy(name, folder);
        return again(precision);
    }

    private LlamaModel again(Precision precision) {
        LlamaModel model = LlamaModel.open(folder, OPTIONS.withPrecision(precision));
        assertThat(model.precision()).isEqualTo(precision);
        return model;
    }

    /** A few rows are Java's attention, many libtorch's; the same numbers. Random weights lose much in four bits. */
    @ParameterizedTest(name = "{0} as {1}, {2} rows at a time")
    @CsvSource({
        "llama3-rope-bf16, W8A8, 1, 0.1",
        "llama3-rope-bf16, W8A8, 19, 0.1",
        "llama3-rope-bf16, W8A8, 300, 0.1",
        "mistral-window-f32, W8A8, 40, 0.1",
        "mistral-long-window-bf16, W8A8, 7, 0.1",
        "qwen2-tied-bf16, W8A8, 5, 0.1",
        "qwen3-bf16-shards, W8A8, 300, 0.1",
        "llama3-rope-bf16, W4A8, 1, 0.7",
        "llama3-rope-bf16, W4A8, 300, 0.7",
        "qwen2-tied-bf16, W4A8, 40, 0.7",
        "qwen3-bf16-shards, W4A8, 9, 0.7",
    })
    void logits_are_near_those_of_float32(String name, Precision precision, int rows, double rms) throws IOException {
        Golden golden = Golden.read(name);
        int[] ids = golden.ids();
        List<float[]> logits = new ArrayList<>();
        try (LlamaModel model = open(name, precision)) {
            for (int start = 0; start < ids.length; start += rows) {
                int[] next = Arrays.copyOfRange(ids, start, Math.min(ids.length, start + rows));
                logits.addAll(List.of(model.forward(List.of(new Span(0, start, next, next.length)))));
            }
        }
        assertThat(golden.rms(logits.toArray(float[][]::new))).isLessThanOrEqualTo(rms);
    }

    /** Lengths on both sides of the one from which libtorch attends. */
    @ParameterizedTest(name = "{0} as {1}")
    @CsvSource({"llama3-rope-bf16, W8A8", "qwen3-bf16-shards, W8A8", "llama3-rope-bf16, W4A8"})
    void four_sequences_in_one_pass_get_what_each_gets_alone(String name, Precision precision) throws IOException {
        long seed = Long.getLong("rounded.seed", 7);
        System.out.println("rounded.seed=" + seed);
        var random = new Random(seed);
        try (LlamaModel model = open(name, precision)) {
            for (int round = 0; round < 8; round++) {
                List<Span> spans = IntStream.range(0, 4)
                        .mapToObj(slot -> new Span(slot, 0, ids(random, model.vocabularySize())))
                        .toList();
                float[][] together = model.forward(spans);
                for (int slot = 0; slot < 4; slot++) {
                    float[] alone = model.forward(List.of(spans.get(slot)))[0];
                    assertThat(together[slot]).isEqualTo(alone);
                }
            }
        }
    }

    private static int[] ids(Random random, int vocabulary) {
        return random.ints(1 + random.nextInt(25), 0, vocabulary).toArray();
    }

    @ParameterizedTest
    @CsvSource({"W8A8", "W4A8"})
    void the_second_start_finds_what_the_first_one_wrote(Precision precision) throws IOException {
        float[] first;
        try (LlamaModel model = open("llama3-rope-bf16", precision)) {
            first = model.prefill(0, 0, TEXT);
        }
        FileTime then = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(file(), then);
        try (LlamaModel model = again(precision)) {
            assertThat(model.prefill(0, 0, TEXT)).isEqualTo(first);
        }
        assertThat(Files.getLastModifiedTime(file())).isEqualTo(then);
        byte[] whole = Files.readAllBytes(file());
        byte[] damaged = whole.clone();
        damaged[whole.length / 2] ^= 4;
        Files.write(file(), damaged);
        try (LlamaModel model = again(precision)) {
            assertThat(model.prefill(0, 0, TEXT)).isEqualTo(first);
        }
        assertThat(file()).hasBinaryContent(whole);
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(DerivedFile::isOne).findFirst().orElseThrow();
        }
    }

    /** Its products are read where the first network has their file. */
    @Test
    void a_kept_network_is_taken_up() throws IOException {
        Shelf shelf = new OnePlace();
        float[] first;
        try (LlamaModel model = open("llama3-rope-bf16", Precision.W8A8)) {
            first = model.prefill(0, 0, TEXT);
        }
        LoadOptions options = OPTIONS.withPrecision(Precision.W8A8);
        for (boolean kept : new boolean[] {false, true, true}) {
            try (LlamaModel model = LlamaModel.open(folder, options, shelf)) {
                assertThat(model.kept()).isEqualTo(kept);
                assertThat(model.prefill(0, 0, TEXT)).isEqualTo(first);
            }
        }
    }
}
