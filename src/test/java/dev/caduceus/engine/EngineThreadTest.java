package dev.caduceus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.TokenUsage;
import dev.caduceus.engine.RecordingListener.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The engine with its own thread. Nothing here depends on who is faster. */
class EngineThreadTest {
    private static final EngineLimits LIMITS =
            EngineLimits.DEFAULT.withPrefillChunk(16).withQueueLength(1000).withSamplableIds(HashCausalLm.SAMPLABLE);

    private final HashCausalLm lm = new HashCausalLm(100, 4);

    private record Asked(GenerationRequest request, RecordingListener listener, boolean cancelled) {}

    @Test
    void hundreds_of_requests_from_many_threads_each_get_their_own_tokens() throws InterruptedException {
        ConcurrentLinkedQueue<Asked> all = new ConcurrentLinkedQueue<>();
        try (Engine engine = Engine.start(lm, LIMITS)) {
            List<Thread> clients = IntStream.range(0, 6)
                    .mapToObj(seed -> new Thread(() -> ask(engine, new Random(seed), all)))
                    .toList();
            clients.forEach(Thread::start);
            for (Thread client : clients) {
                client.join();
            }
            all.forEach(asked -> asked.listener.await());
            engine.close();
            EngineStats stats = engine.stats();
            assertThat(stats.finished() + stats.failed()).isEqualTo(360);
            assertThat(stats.prefilling() + stats.decoding() + stats.waiting()).isZero();
            assertThat(stats.running()).isFalse();
        }
        assertThat(lm.violations).isEmpty();
        all.forEach(EngineThreadTest::assertAsIfAlone);
    }

    @Test
    void a_sequence_whose_reader_has_no_room_waits_and_its_neighbours_do_not() {
        var request = new GenerationRequest(
                new int[] {1, 2, 3}, SamplingParams.GREEDY.withMaxNewTokens(12), Set.of(HashCausalLm.SAMPLABLE));
        var slow = new RecordingListener();
        var room = new AtomicBoolean();
        try (Engine engine = Engine.start(lm, LIMITS.withPromptLookup(0))) {
            engine.submit(request, new ForwardingListener(slow) {
                @Override
                public boolean hasRoom() {
                    return room.get() || slow.tokens.size() < 3;
                }
            });
            for (int i = 0; i < 2; i++) {
                var neighbour = new RecordingListener();
                engine.submit(request, neighbour);
                assertThat(neighbour.await().tokens()).hasSizeGreaterThan(3);
            }
            assertThat(slow.ended()).isFalse();
            room.set(true);
            assertThat(slow.await().tokens()).hasSizeGreaterThan(3);
        }
        assertThat(lm.violations).isEmpty();
        assertAsIfAlone(new Asked(request, slow, false));
    }

    private static void ask(Engine engine, Random random, ConcurrentLinkedQueue<Asked> all) {
        for (int i = 0; i < 60; i++) {
            int[] prompt = random.ints(1 + random.nextInt(40), 0, random.nextInt(20) == 0 ? 60 : 20)
                    .toArray();
            SamplingParams sampling =
                    SamplingParams.HERMES.withSeed(random.nextLong()).withMaxNewTokens(1 + random.nextInt(20));
            GenerationRequest request = new GenerationRequest(prompt, sampling, Set.of(7));
            RecordingListener listener = new RecordingListener();
            Generation generation = engine.submit(request, listener);
            boolean cancel = random.nextInt(5) == 0;
            if (cancel) {
                generation.cancel();
                generation.cancel();
            }
            all.add(new Asked(request, listener, cancel));
        }
    }

    private static void assertAsIfAlone(Asked asked) {
        Ending ending = asked.listener.await();
        assertThat(asked.listener.violations).isEmpty();
        if (ending.outcome().equals("CANCELLED")) {
            assertThat(asked.cancelled).isTrue();
            return;
        }
        Ending alone = NaiveGeneration.run(new HashCausalLm(100, 1), asked.request, HashCausalLm.SAMPLABLE);
        assertThat(ending.outcome()).isEqualTo(alone.outcome());
        assertThat(ending.tokens()).isEqualTo(alone.tokens());
    }

    @Test
    void closing_cancels_what_runs_and_waits_and_closes_the_model() {
        List<RecordingListener> listeners = new ArrayList<>();
        Engine engine = Engine.start(lm, LIMITS.withSamplableIds(HashCausalLm.THROWS));
        CountDownLatch held = new CountDownLatch(1);
        RecordingListener first = new RecordingListener();
        engine.submit(endless(), holding(first, held));
        for (int i = 0; i < 10; i++) {
            listeners.add(new RecordingListener());
            engine.submit(endless(), listeners.getLast());
        }
        CompletableFuture<Void> closing = CompletableFuture.runAsync(engine::close);
        held.countDown();
        closing.join();
        engine.close();
        listeners.add(first);
        assertThat(listeners).allSatisfy(listener -> {
            assertThat(listener.await().outcome()).isIn("CANCELLED", "LENGTH");
            assertThat(listener.violations).isEmpty();
        });
        assertThat(lm.closed()).isTrue();
        assertThatThrownBy(() -> engine.submit(endless(), new RecordingListener()))
                .extracting(e -> ((CaduceusException) e).code())
                .isEqualTo(ErrorCode.MODEL_NOT_READY);
    }

    @Test
    void a_request_that_races_with_close_is_refused_or_ended() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            Engine engine = Engine.start(new HashCausalLm(100, 2), LIMITS);
            Thread closing = new Thread(engine::close);
            closing.start();
            List<RecordingListener> taken = new ArrayList<>();
            for (boolean open = true; open; ) {
                RecordingListener listener = new RecordingListener();
                open = takes(engine, listener);
                if (open) {
                    taken.add(listener);
                }
            }
            closing.join();
            assertThat(taken).allMatch(RecordingListener::ended);
        }
    }

    /** @return false once the engine refuses, closed or full */
    private static boolean takes(Engine engine, RecordingListener listener) {
        try {
            engine.submit(new GenerationRequest(new int[] {1}, SamplingParams.GREEDY, Set.of()), listener);
            return true;
        } catch (CaduceusException refused) {
            return false;
        }
    }

    @Test
    void a_listener_that_throws_loses_its_sequence_and_nobody_elses() {
        try (Engine engine = Engine.start(lm, LIMITS.withSamplableIds(HashCausalLm.THROWS))) {
            RecordingListener bad = new RecordingListener();
            engine.submit(endless(), throwing(bad));
            RecordingListener good = new RecordingListener();
            engine.submit(endless(), good);
            assertThat(bad.await().outcome()).isEqualTo("CANCELLED");
            assertThat(bad.tokens).hasSize(1);
            assertThat(good.await().outcome()).isEqualTo("LENGTH");
        }
    }

    @Test
    void a_listener_may_cancel_itself_and_submit_the_next() {
        try (Engine engine = Engine.start(lm, LIMITS.withSamplableIds(HashCausalLm.THROWS))) {
            RecordingListener next = new RecordingListener();
            RecordingListener first = new RecordingListener();
            AtomicReference<Generation> own = new AtomicReference<>();
            CountDownLatch known = new CountDownLatch(1);
            own.set(engine.submit(endless(), new ForwardingListener(first) {
                @Override
                public void token(int id) {
                    super.token(id);
                    await(known);
                    own.get().cancel();
                }

                @Override
                public void finished(FinishReason reason, TokenUsage usage) {
                    super.finished(reason, usage);
                    engine.submit(endless(), next);
                }
            }));
            known.countDown();
            assertThat(first.await().outcome()).isEqualTo("CANCELLED");
            assertThat(first.tokens.size()).isLessThanOrEqualTo(2); // its prompt's last step may write two
            assertThat(next.await().outcome()).isEqualTo("LENGTH");
        }
    }

    private static GenerationRequest endless() {
        return new GenerationRequest(new int[] {1, 2, 3}, SamplingParams.GREEDY, Set.of());
    }

    private static GenerationListener holding(RecordingListener to, CountDownLatch until) {
        return new ForwardingListener(to) {
            @Override
            public void started(int cachedTokens) {
                super.started(cachedTokens);
                await(until);
            }
        };
    }

    private static GenerationListener throwing(RecordingListener to) {
        return new ForwardingListener(to) {
            @Override
            public void token(int id) {
                super.token(id);
                throw new IllegalStateException("a listener's fault");
            }

            @Override
            public void finished(FinishReason reason, TokenUsage usage) {
                super.finished(reason, usage);
                throw new IllegalStateException("and again");
            }
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
