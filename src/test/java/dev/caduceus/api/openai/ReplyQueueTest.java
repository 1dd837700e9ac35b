package dev.caduceus.api.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.TurnRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReplyQueueTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicInteger hungUp = new AtomicInteger();
    private final ReplyQueue queue = new ReplyQueue(
            new Deltas(TurnRequest.of(List.of(new Message.User("x"))), "call_"), SHORT, hungUp::incrementAndGet);

    @Test
    void a_reader_that_takes_nothing_loses_its_turn_and_its_connection() {
        queue.runs(cancelled::incrementAndGet);
        for (int i = 0; i < 100; i++) {
            queue.event(new ChatEvent.Text("x"));
        }
        assertThat(hungUp).hasValue(1);
        assertThat(cancelled).hasValue(1);
        assertThat(queue.poll(SHORT)).hasValueSatisfying(ReplyQueueTest::isCancelled);
        assertThat(queue.poll(SHORT)).isEmpty();
    }

    @Test
    void a_reader_that_leaves_before_the_turn_is_known_cancels_it_all_the_same() {
        queue.event(new ChatEvent.Text("x"));
        queue.close();
        queue.runs(cancelled::incrementAndGet);
        assertThat(cancelled).hasValue(1);
        assertThat(hungUp).hasValue(0);
        assertThat(queue.poll(SHORT)).hasValueSatisfying(ReplyQueueTest::isCancelled);
    }

    @Test
    void silence_is_nothing_and_then_the_next_delta_comes() {
        assertThat(queue.poll(SHORT)).isEmpty();
        queue.event(new ChatEvent.Text("x"));
        assertThat(queue.poll(SHORT)).contains(new Delta.Text("x"));
    }

    private static void isCancelled(Delta delta) {
        assertThat(delta)
                .isInstanceOfSatisfying(
                        Delta.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo(ErrorCode.CANCELLED));
    }
}
