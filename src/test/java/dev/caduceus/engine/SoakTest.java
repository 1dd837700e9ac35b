package dev.caduceus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.engine.RecordingListener.Ending;
import dev.caduceus.model.CausalLm;
import dev.caduceus.model.LlamaModel;
import dev.caduceus.model.LoadOptions;
import dev.caduceus.model.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Hundreds of requests from several threads, as bad as they come, on an engine with few rows: each ends exactly once, and
 * when all have ended everything is as it was. {@code -Dsoak.seed=…} asks other ones, {@code -Dsoak.times=…} more.
 */
class SoakTest {
    private static final long SEED = Long.getLong("soak.seed", 20);
    private static final int TIMES = Integer.getInteger("soak.times", 1);
    private static final Path EMBEDDED = Path.of("src/main/resources/models/caduceus-mini");
    private static final int CLIENTS = 3;
    private static final int CONTEXT = 256;
    private static final int SLOTS = 5;

    /**
     * What the native heap may have grown by, in bytes: the compiler of the JVM and the thread caches of libtorch
     * take some as long as they run; a leaked tensor a pass would be more.
     */
    private static final long GROWTH = 24 << 20;

    private static final EngineLimits LIMITS = EngineLimits.DEFAULT
            .withPrefillChunk(50)
            .withPrefillChunkBesideDecoding(20)
            .withQueueLength(12)
            .withKvRows(CONTEXT + 160)
            .withKvAhead(4);

    @Test
    void on_a_model_that_notices_every_wrong_row() {
        HashCausalLm lm = new HashCausalLm(CONTEXT, SLOTS, true);
        EngineLimits limits = LIMITS.withSamplableIds(HashCausalLm.THROWS);
        List<SoakRequest> requests = new ArrayList<>();
        try (Engine engine = Engine.start(lm, limits)) {
            requests.addAll(soak(engine, 450 * TIMES, HashCausalLm.THROWS));
            assertAsBefore(engine, lm);
            assertThat(engine.stats().preemptions()).isPositive();
        }
        assertThat(lm.violations).isEmpty();
        assertThat(lm.mostTouched()).isLessThanOrEqualTo(CONTEXT + 160);
        for (SoakRequest asked : requests) {
            if (asked.undisturbed()) {
                Ending alone =
                        NaiveGeneration.run(new HashCausalLm(CONTEXT, 1, true), asked.request(), HashCausalLm.THROWS);
                assertThat(asked.listener().await().tokens())
                        .as(asked.toString())
                        .isEqualTo(alone.tokens());
            }
        }
    }

    @Test
    void on_the_embedded_model() {
        LlamaModel lm = LlamaModel.open(EMBEDDED, new LoadOptions(CONTEXT, SLOTS, Precision.AUTO, 1));
        try (Engine engine = Engine.start(lm, LIMITS)) {
            soak(engine, 60, lm.vocabularySize());
            long before = NativeHeap.used();
            long prompts = engine.stats().prefillTokens();
            soak(engine, 100 * TIMES, lm.vocabularySize());
            assertAsBefore(engine, lm);
            assertThat(engine.stats().prefillTokens()).isGreaterThan(prompts);
            assertThat(NativeHeap.used()).isLessThan(before + GROWTH);
        }
    }

    private static List<SoakRequest> soak(Engine engine, int count, int ids) {
        System.out.printf("soak of %d requests, seed %d%n", count, SEED);
        List<SoakRequest> requests = IntStream.range(0, count)
                .mapToObj(i -> SoakRequest.random(new Random(SEED * 1_000_003 + i), CONTEXT, ids))
                .toList();
        long ended = engine.stats().finished() + engine.stats().failed();
        CompletableFuture<?>[] clients = IntStream.range(0, CLIENTS)
                .mapToObj(client -> CompletableFuture.runAsync(() -> IntStream.range(0, count)
                        .filter(i -> i % CLIENTS == client)
                        .forEach(i -> submit(engine, requests.get(i)))))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(clients).join();
        for (SoakRequest asked : requests) {
            assertThat(asked.listener().await().outcome()).as(asked.toString()).isIn(asked.outcomes());
            assertThat(asked.listener().violations).as(asked.toString()).isEmpty();
        }
        awaitIdle(engine);
        assertThat(engine.stats().finished() + engine.stats().failed() - ended).isEqualTo(count);
        return requests;
    }

    /** Again and again while the queue is full, as a client does. */
    private static void submit(Engine engine, SoakRequest asked) {
        while (true) {
            try {
                asked.submit(engine);
                return;
            } catch (CaduceusException full) {
                assertThat(full.code()).isEqualTo(ErrorCode.OVERLOADED);
                pause();
            }
        }
    }

    /** The last listener may have heard its end a moment before the step was over. */
    private static void awaitIdle(Engine engine) {
        while (engine.stats().waiting()
                        + engine.stats().prefilling()
                        + engine.stats().decoding()
                > 0) {
            pause();
        }
    }

    /** Every place in the queue is free again, no more rows are held than may be, and one alone can have them all. */
    private static void assertAsBefore(Engine engine, CausalLm lm) {
        assertThat(engine.stats().kvRows()).isLessThanOrEqualTo(engine.stats().kvCapacity());
        IntFunction<SoakRequest> small =
                i -> SoakRequest.quiet(IntStream.range(i, i + 3).toArray(), 1);
        List<SoakRequest> all = IntStream.range(0, lm.slots() + LIMITS.queueLength())
                .mapToObj(small)
                .toList();
        all.forEach(asked -> asked.submit(engine));
        all.forEach(asked -> assertThat(asked.listener().await().outcome()).isEqualTo("LENGTH"));
        SoakRequest whole = SoakRequest.quiet(
                IntStream.range(0, CONTEXT - 20).map(i -> i % 50).toArray(), 100);
        whole.submit(engine);
        assertThat(whole.listener().await().tokens()).hasSize(20);
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
