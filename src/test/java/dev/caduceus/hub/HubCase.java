package dev.caduceus.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caduceus.chat.CaduceusException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stub hub with a small model on it, an empty cache, and time that passes at once. */
@Timeout(120)
abstract class HubCase {
    static final HubId ID = HubId.parse(StubHub.REPOSITORY);
    static final String INDEX = "{\"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\", \"b\":"
            + " \"model-00002-of-00002.safetensors\", \"c\": \"model-00001-of-00002.safetensors\"}}";
    static final String SHARD = "model-00001-of-00002.safetensors";
    static final String LAST_SHARD = "model-00002-of-00002.safetensors";

    @TempDir
    Path cache;

    final StubHub stub = new StubHub();
    final List<Duration> pauses = new ArrayList<>();
    final Recorded told = new Recorded();
    Duration stall = Duration.ofSeconds(20);

    static final class Recorded implements DownloadListener {
        final List<Progress> progress = new CopyOnWriteArrayList<>();
        final List<String> notes = new CopyOnWriteArrayList<>();

        @Override
        public void progress(Progress step) {
            progress.add(step);
        }

        @Override
        public void note(String message) {
            notes.add(message);
        }
    }

    @BeforeEach
    void publish() {
        stub.with("config.json", "{\"architectures\": [\"LlamaForCausalLM\"]}")
                .with("tokenizer.json", "{\"model\": {}}")
                .with(Listing.INDEX, INDEX)
                .with(SHARD, bytes(300_000, 1))
                .with(LAST_SHARD, bytes(200_000, 2));
    }

    @AfterEach
    void close() {
        stub.close();
    }

    static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    HubSettings settings() {
        return settings(stub.endpoint());
    }

    HubSettings settings(URI endpoint) {
        return new HubSettings(cache, endpoint, AccessToken.NONE, false);
    }

    HubSettings offline() {
        return new HubSettings(cache, stub.endpoint(), AccessToken.NONE, true);
    }

    Hub hub(HubSettings settings) {
        return new Hub(settings, pauses::add, stall);
    }

    Path fetch() {
        return fetch(ID, settings());
    }

    Path fetch(HubId id, HubSettings settings) {
        try {
            return hub(settings).fetch(id, told);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    CaduceusException refusal(HubId id, HubSettings settings) {
        CaduceusException refusal = catchThrowableOfType(CaduceusException.class, () -> fetch(id, settings));
        assertThat(refusal).as("refused").isNotNull();
        return refusal;
    }

    CaduceusException refusal() {
        return refusal(ID, settings());
    }

    Path repository() {
        return cache.resolve("models--org--tiny");
    }

    Path partial(String name) {
        return repository().resolve("blobs").resolve(StubHub.hash(stub.content(name)) + ".incomplete");
    }

    void assertWhole(Path snapshot, String... names) {
        for (String name : names) {
            assertThat(read(snapshot.resolve(name))).as(name).isEqualTo(stub.content(name));
        }
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
