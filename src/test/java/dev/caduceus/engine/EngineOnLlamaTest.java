package dev.caduceus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.SamplingParams;
import dev.caduceus.model.LlamaModel;
import dev.caduceus.model.LoadOptions;
import dev.caduceus.model.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The doubles' promise kept by the real network: chunks, a mixed batch, copied rows and guesses change no token. */
class EngineOnLlamaTest {
    private static final Path FOLDER = Path.of("src/test/resources/models/llama-tied-f32");
    private static final int TOOLS = 150;

    @Test
    void tokens_are_the_same_batched_chunked_cached_and_drafted_as_alone() {
        List<List<Integer>> alone = new ArrayList<>();
        try (Engine engine = start(EngineLimits.DEFAULT.withPrefixCache(false).withPromptLookup(0))) {
            requests()
                    .forEach(
                            request -> alone.add(submit(engine, request).await().tokens()));
        }
        Engine engine = start(EngineLimits.DEFAULT.withPrefillChunk(40).withPromptLookup(8));
        try (engine) {
            List<RecordingListener> together =
                    requests().stream().map(request -> submit(engine, request)).toList();
            assertThat(together)
                    .extracting(listener -> listener.await().tokens())
                    .isEqualTo(alone);
        }
        // everyone but the first finds what they share
        assertThat(engine.stats().cachedTokens()).isGreaterThanOrEqualTo((alone.size() - 1) * (long) TOOLS);
    }

    private static Engine start(EngineLimits limits) {
        return Engine.start(LlamaModel.open(FOLDER, new LoadOptions(256, 3, Precision.AUTO, 1)), limits);
    }

    private static List<GenerationRequest> requests() {
        Random random = new Random(3);
        int[] tools = ids(random, TOOLS);
        return IntStream.range(0, 8)
                .mapToObj(i -> new GenerationRequest(
                        IntStream.concat(IntStream.of(tools), IntStream.of(ids(random, 5 + random.nextInt(40))))
                                .toArray(),
                        (i % 2 == 0 ? SamplingParams.GREEDY : SamplingParams.HERMES.withSeed(i)).withMaxNewTokens(12),
                        Set.of()))
                .toList();
    }

    private static RecordingListener submit(Engine engine, GenerationRequest request) {
        RecordingListener listener = new RecordingListener();
        engine.submit(request, listener);
        return listener;
    }

    private static int[] ids(Random random, int count) {
        return random.ints(count, 0, 100).toArray();
    }
}
