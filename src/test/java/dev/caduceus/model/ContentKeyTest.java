package dev.caduceus.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.model.SafetensorsHeader.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentKeyTest {
    private static final String NAME = "llama3-rope-bf16";
    private static final FileTime THEN = FileTime.from(Instant.EPOCH);

    @TempDir
    private Path folder;

    private Path model;
    private byte[] bytes;

    @BeforeEach
    void copy() throws IOException {
        Golden.copy(NAME, folder);
        model = folder.resolve("model.safetensors");
        bytes = Files.readAllBytes(model);
    }

    @Test
    void the_same_content_has_the_same_key_at_any_time_in_any_folder(@TempDir Path other) throws IOException {
        String key = key(folder);
        Files.setLastModifiedTime(model, THEN);
        assertThat(key(folder)).isEqualTo(key).hasSize(32);
        Golden.copy(NAME, other);
        assertThat(key(other)).isEqualTo(key);
        assertThat(key(other, "another purpose")).isNotEqualTo(key);
    }

    /** Two fine-tunes in images whose files have no time. */
    @Test
    void a_byte_at_the_edge_of_any_tensor_changes_the_key() throws IOException {
        Files.setLastModifiedTime(model, THEN);
        Set<String> keys = new HashSet<>(List.of(key(folder)));
        List<Integer> places = new ArrayList<>();
        for (Tensor tensor : SafetensorsHeader.read(model, MemorySegment.ofArray(bytes))
                .tensors()
                .values()) {
            places.add((int) tensor.begin());
            places.add((int) tensor.end() - 1);
        }
        for (int place : places) {
            byte[] changed = bytes.clone();
            changed[place] ^= 1;
            Files.write(model, changed);
            Files.setLastModifiedTime(model, THEN);
            assertThat(keys.add(key(folder))).as("byte %s", place).isTrue();
        }
        assertThat(places).hasSizeGreaterThan(20);
    }

    /** Content the name vouches for is not read. */
    @Test
    void a_file_of_the_hubs_cache_is_known_by_its_blobs_name() throws IOException {
        String one = inCache("a".repeat(64));
        assertThat(inCache("a".repeat(64))).isEqualTo(one);
        assertThat(inCache("b".repeat(64))).isNotEqualTo(one);
        assertThat(inCache("b".repeat(40))).isEqualTo(inCache("not a hash")).isEqualTo(key(folder));
    }

    private String inCache(String blob) throws IOException {
        Path repository = Files.createTempDirectory(folder, "hub").resolve("models--org--tiny");
        Path snapshot = Files.createDirectories(repository.resolve("snapshots/1"));
        Path file = Files.createDirectories(repository.resolve("blobs")).resolve(blob);
        Files.write(file, bytes);
        Files.createSymbolicLink(snapshot.resolve("model.safetensors"), file);
        return key(snapshot);
    }

    private static String key(Path folder) {
        return key(folder, "test");
    }

    private static String key(Path folder, String purpose) {
        try (Weights weights = Weights.open(folder)) {
            return ContentKey.of(purpose, weights);
        }
    }
}
