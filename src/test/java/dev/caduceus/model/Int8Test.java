package dev.caduceus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.model.CausalLm.Span;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights rounded to int8: how far the logits are from float32's, and the file that keeps them. */
class Int8Test {
    private static final LoadOptions OPTIONS =
            LoadOptions.DEFAULT.withThreads(1).withSlots(1).withPrecision(Precision.INT8);

    private static final String NAME = "llama3-rope-bf16";
    private static final int[] TEXT = {5, 6, 7, 8, 9};

    @TempDir
    private Path folder;

    @TempDir
    private Path cache;

    @BeforeEach
    void copy() throws IOException {
        Golden.copy(NAME, folder);
    }

    @ParameterizedTest(name = "{0}, {1} rows at a time, computed in {2}")
    @CsvSource({
        "llama3-rope-bf16, 1, F32",
        "llama3-rope-bf16, 19, F32",
        "llama3-rope-bf16, 300, F32",
        "llama3-rope-bf16, 1, BF16",
        "llama3-rope-bf16, 300, BF16",
        "mistral-window-f32, 1, F32",
        "mistral-window-f32, 300, F32",
        "qwen2-tied-bf16, 5, F32",
        "qwen3-bf16-shards, 300, F32",
    })
    void logits_are_within_an_rms_of_a_tenth_of_float32(String name, int rows, Dtype computed) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Golden.copy(name, folder);
        Golden golden = Golden.read(name);
        int[] ids = golden.ids();
        List<float[]> logits = new ArrayList<>();
        try (LlamaModel model =
                LlamaModel.open(folder, OPTIONS, Shelf.NONE, (w, p) -> new LoadPlan(Dtype.I8, computed, false))) {
            assertThat(model.precision()).isEqualTo(Precision.INT8);
            for (int start = 0; start < ids.length; start += rows) {
                int[] next = Arrays.copyOfRange(ids, start, Math.min(ids.length, start + rows));
                logits.addAll(List.of(model.forward(List.of(new Span(0, start, next, next.length)))));
            }
        }
        assertThat(golden.rms(logits.toArray(float[][]::new))).isLessThanOrEqualTo(0.1);
    }

    @Test
    void the_second_start_finds_what_the_first_one_wrote() throws IOException {
        float[] first = read();
        Path file = file();
        byte[] bytes = Files.readAllBytes(file);
        FileTime then = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(file, then);
        assertThat(read()).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(then);
        Files.delete(file);
        assertThat(read()).isEqualTo(first);
        assertThat(file).hasBinaryContent(bytes);
    }

    @Test
    void the_file_is_one_of_safetensors() throws IOException {
        read();
        var header = SafetensorsHeader.read(file(), MemorySegment.ofArray(Files.readAllBytes(file())));
        assertThat(header.tensors()).containsKeys("0.weight", "0.scales").hasSize(2 * (4 * 3 + 1));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"empty", "truncated", "longer", "a bit of a weight", "a bit of the last scale", "header"})
    void a_file_that_is_not_as_it_was_written_is_made_anew(String damage) throws IOException {
        float[] first = read();
        byte[] whole = Files.readAllBytes(file());
        byte[] bytes = whole.clone();
        switch (damage) {
            case "empty" -> bytes = new byte[0];
            case "truncated" -> bytes = Arrays.copyOf(whole, whole.length - 1);
            case "longer" -> bytes = Arrays.copyOf(whole, whole.length + 1);
            case "a bit of a weight" -> bytes[whole.length / 2] ^= 4;
            case "a bit of the last scale" -> bytes[whole.length - 1] ^= 1;
            default -> bytes[20] ^= 1;
        }
        Files.write(file(), bytes);
        assertThat(read()).isEqualTo(first);
        assertThat(file()).hasBinaryContent(whole);
    }

    @Test
    void other_weights_mean_another_file_and_another_time_does_not() throws IOException {
        read();
        Path first = file();
        Path model = folder.resolve("model.safetensors");
        Files.setLastModifiedTime(model, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        read();
        assertThat(files()).containsExactly(first);
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length - 2] ^= 1; // the lower half of a bfloat16
        Files.write(model, bytes);
        Files.setLastModifiedTime(model, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        read();
        assertThat(files()).contains(first).hasSize(2);
    }

    @Test
    void what_a_crash_left_behind_is_removed_when_it_is_old() throws IOException {
        Path old = Files.write(folder.resolve(".caduceus-int8-0.1.part"), new byte[3]);
        Path young = Files.write(folder.resolve(".caduceus-int8-0.2.part"), new byte[3]);
        Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        read();
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void two_starts_at_once_both_work() throws IOException {
        List<CompletableFuture<float[]>> starts = Stream.generate(() -> CompletableFuture.supplyAsync(this::read))
                .limit(2)
                .toList();
        assertThat(starts.get(0).join()).isEqualTo(starts.get(1).join());
        assertThat(files()).hasSize(1);
        assertThat(read()).isEqualTo(starts.get(0).join());
    }

    /** A folder of the file's name can't be replaced by a file, whoever asks; permissions do not stop an administrator. */
    @Test
    void where_the_models_folder_cannot_be_written_the_cache_has_the_file() throws IOException {
        read();
        Path name = file().getFileName();
        Files.delete(file());
        Files.createDirectories(folder.resolve(name).resolve("taken"));
        try (Weights weights = Weights.open(folder);
                Network network = network(weights)) {
            NetworkWeights found = NetworkWeights.find(weights, ModelConfig.read(folder));
            Int8Weights.open(weights, found, network, cache);
            assertThat(cache.resolve(name)).isRegularFile();
            Files.delete(cache.resolve(name));
            Files.createDirectories(cache.resolve(name).resolve("taken"));
            assertThatThrownBy(() -> Int8Weights.open(weights, found, network, cache))
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining(cache.toString())
                    .hasMessageContaining("caduceus.dtype");
        }
    }

    private static Network network(Weights weights) {
        Network network = Network.compile(1);
        weights.contents().forEach(network::addFile);
        return network;
    }

    private float[] read() {
        try (LlamaModel model = LlamaModel.open(folder, OPTIONS)) {
            return model.prefill(0, 0, TEXT);
        }
    }

    private Path file() throws IOException {
        return files().getFirst();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(DerivedFile::isOne)
                    .filter(file -> file.toString().endsWith(".safetensors"))
                    .toList();
        }
    }
}
