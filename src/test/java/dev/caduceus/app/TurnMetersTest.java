package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.SamplingParams;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.EngineLimits;
import dev.caduceus.engine.GenerationRequest;
import dev.caduceus.engine.HashCausalLm;
import dev.caduceus.engine.RecordingListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TurnMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TurnMeters meters = new TurnMeters(registry);

    @Test
    void a_reader_that_has_no_room_pauses_its_sequence_behind_the_meters_too() throws InterruptedException {
        var room = new AtomicBoolean();
        var asked = new CountDownLatch(5);
        var listener = new RecordingListener() {
            @Override
            public boolean hasRoom() {
                asked.countDown();
                return room.get();
            }
        };
        var limits = EngineLimits.DEFAULT.withPromptLookup(0).withSamplableIds(HashCausalLm.THROWS);
        try (Engine engine = meters.measured(Engine.start(new HashCausalLm(100, 1), limits, meters::batch))) {
            engine.submit(
                    new GenerationRequest(new int[] {1, 2, 3}, SamplingParams.GREEDY.withMaxNewTokens(10), Set.of()),
                    listener);
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(listener.ended()).isFalse();
            room.set(true);
            assertThat(listener.await().tokens()).hasSize(10);
        }
        var batches = registry.get("caduceus.engine.batch.size").summary();
        assertThat(batches.count()).isEqualTo(9);
        assertThat(batches.totalAmount()).isEqualTo(9);
    }
}
