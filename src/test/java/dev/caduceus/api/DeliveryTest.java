package dev.caduceus.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.ChatEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicInteger hungUp = new AtomicInteger();
    private final Delivery<WireEvent> delivery = new Delivery<>(
            "r",
            new EventEncoder(new EventEncoder.TurnLabel("r", "c", "m"), false),
            new ApiSettings(1000, 4096, SHORT, SHORT, false),
            hungUp::incrementAndGet);

    @Test
    void a_reader_that_takes_nothing_loses_its_turn_and_its_connection() {
        delivery.runs(cancelled::incrementAndGet);
        for (int i = 0; i < 100; i++) {
            delivery.event(new ChatEvent.Text("x"));
        }
        assertThat(hungUp).hasValue(1);
        assertThat(cancelled).hasValue(1);
        assertThat(delivery.poll(SHORT)).hasValueSatisfying(DeliveryTest::isCancelled);
        assertThat(delivery.poll(SHORT)).isEmpty();
    }

    @Test
    void a_reader_that_leaves_before_the_turn_is_known_cancels_it_all_the_same() {
        delivery.event(new ChatEvent.Text("x"));
        delivery.close();
        delivery.runs(cancelled::incrementAndGet);
        assertThat(cancelled).hasValue(1);
        assertThat(hungUp).hasValue(0);
        assertThat(delivery.poll(SHORT)).hasValueSatisfying(DeliveryTest::isCancelled);
    }

    @Test
    void silence_is_nothing_and_then_the_next_delta_comes() {
        assertThat(delivery.poll(SHORT)).isEmpty();
        delivery.event(new ChatEvent.Text("x"));
        assertThat(delivery.poll(SHORT).map(WireEvent::name)).contains("token");
    }

    private static void isCancelled(WireEvent event) {
        assertThat(event.isLast()).isTrue();
        assertThat(event.data().get("code").asText()).isEqualTo("CANCELLED");
    }
}
