package dev.caduceus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that outlives those who loaded it. */
class KeptTest {
    private static final LoadOptions OPTIONS = LoadOptions.DEFAULT.withSlots(2).withContextLength(16);
    private static final int[] TEXT = {5, 6, 7, 8};

    @TempDir
    Path folder;

    private final OnePlace shelf = new OnePlace();

    @Test
    void the_next_to_open_the_folder_goes_on_where_the_last_one_closed() throws IOException {
        copy("llama-tied-f32");
        float[] next;
        try (LlamaModel first = LlamaModel.open(folder, OPTIONS, shelf)) {
            assertThat(first.kept()).isFalse();
            first.prefill(0, 0, TEXT);
            first.copyPrefix(0, 1, 3);
            next = first.prefill(0, TEXT.length, new int[] {9});
        }
        try (LlamaModel second = LlamaModel.open(folder, OPTIONS, shelf)) {
            assertThat(second.kept()).isTrue();
            assertThat(shelf.isEmpty()).isTrue();
            assertThat(second.rows(0)).containsExactly(5, 6, 7, 8, 9);
            assertThat(second.rows(1)).containsExactly(5, 6, 7);
            assertThat(second.prefill(0, TEXT.length, new int[] {9})).isEqualTo(next);
        }
    }

    @Test
    void weights_that_are_mapped_stay_mapped() throws IOException {
        copy("llama-tied-f32");
        float[] next;
        try (LlamaModel first = mapped()) {
            next = first.prefill(0, 0, TEXT);
        }
        try (LlamaModel second = mapped()) {
            assertThat(second.kept()).isTrue();
            assertThat(second.prefill(1, 0, TEXT)).isEqualTo(next);
        }
    }

    private LlamaModel mapped() {
        return LlamaModel.open(
                folder, OPTIONS, shelf, (weights, precision) -> new LoadPlan(Dtype.F32, Dtype.F32, false));
    }

    @Test
    void other_options_or_another_file_mean_another_network() throws IOException {
        copy("llama-tied-f32");
        LlamaModel.open(folder, OPTIONS, shelf).close();
        try (LlamaModel other = LlamaModel.open(folder, OPTIONS.withSlots(3), shelf)) {
            assertThat(other.kept()).isFalse();
        }
        Files.setLastModifiedTime(folder.resolve("config.json"), FileTime.from(Instant.EPOCH));
        try (LlamaModel changed = LlamaModel.open(folder, OPTIONS.withSlots(3), shelf)) {
            assertThat(changed.kept()).isFalse();
        }
    }

    @Test
    void nothing_on_the_shelf_is_of_a_type_that_a_live_reload_replaces() throws IOException {
        copy("llama-tied-f32");
        LlamaModel.open(folder, OPTIONS, shelf).close();
        assertThat(shelf.things.values())
                .hasSize(5)
                .allSatisfy(thing -> assertThat(thing.getClass().getName()).doesNotContain("caduceus"));
    }

    private void copy(String name) throws IOException {
        try (Stream<Path> files = Files.list(Golden.folder(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }
}
