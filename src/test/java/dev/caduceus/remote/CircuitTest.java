package dev.caduceus.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Circuit circuit = new Circuit();

    @Test
    void three_failures_in_a_row_open_it_and_one_request_tries() {
        fail(0, 2);
        enter(0).succeeded(0);
        fail(0, 2);
        Circuit.Pass last = enter(0);
        fail(0, 1);
        assertThat(circuit.enter(SECOND - 1)).isEmpty();
        Circuit.Pass trying = enter(SECOND);
        assertThat(circuit.enter(SECOND)).as("a second one").isEmpty();
        last.released();
        assertThat(circuit.enter(SECOND)).as("when another request ended").isEmpty();
        trying.succeeded(SECOND);
        assertThat(circuit.enter(SECOND)).isPresent();
        assertThat(circuit.enter(SECOND)).isPresent();
    }

    @Test
    void each_failed_try_doubles_the_rest_up_to_half_a_minute() {
        fail(0, 3);
        long now = SECOND;
        for (long rest : new long[] {2, 4, 8, 16, 30, 30}) {
            fail(now, 1);
            assertThat(circuit.rest(now)).isEqualTo(Duration.ofSeconds(rest));
            now += rest * SECOND;
        }
    }

    @Test
    void a_wish_is_kept_up_to_a_minute_and_a_try_that_said_nothing_is_given_back() {
        enter(0).failed(new Trouble.Kind.Busy(Duration.ofHours(1)), 0);
        assertThat(circuit.rest(0)).isEqualTo(Duration.ofMinutes(1));
        enter(60 * SECOND).released();
        assertThat(circuit.enter(60 * SECOND)).isPresent();
    }

    @Test
    void a_wish_is_kept_whatever_becomes_of_other_requests() {
        Circuit.Pass running = enter(0);
        Circuit.Pass failing = enter(0);
        fail(0, 2);
        enter(0).failed(new Trouble.Kind.Busy(Duration.ofSeconds(20)), 0);
        running.succeeded(SECOND);
        assertThat(circuit.rest(SECOND)).as("after a success").isEqualTo(Duration.ofSeconds(19));
        failing.failed(new Trouble.Kind.Broken(), SECOND);
        assertThat(circuit.rest(SECOND)).as("after a failure").isEqualTo(Duration.ofSeconds(19));
        assertThat(circuit.enter(20 * SECOND - 1)).isEmpty();
        enter(20 * SECOND).succeeded(20 * SECOND);
        assertThat(circuit.enter(20 * SECOND)).isPresent();
    }

    private Circuit.Pass enter(long now) {
        return circuit.enter(now).orElseThrow();
    }

    private void fail(long now, int times) {
        for (int i = 0; i < times; i++) {
            enter(now).failed(new Trouble.Kind.Broken(), now);
        }
    }
}
