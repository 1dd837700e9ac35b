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
        circuit.succeeded();
        fail(0, 2);
        assertThat(circuit.allows(0)).isTrue();
        fail(0, 1);
        assertThat(circuit.allows(SECOND - 1)).isFalse();
        assertThat(circuit.allows(SECOND)).isTrue();
        assertThat(circuit.allows(SECOND)).as("a second one").isFalse();
        circuit.succeeded();
        assertThat(circuit.allows(SECOND)).isTrue();
    }

    @Test
    void each_failed_try_doubles_the_rest_up_to_half_a_minute() {
        fail(0, 3);
        long now = SECOND;
        for (long rest : new long[] {2, 4, 8, 16, 30, 30}) {
            assertThat(circuit.allows(now)).isTrue();
            fail(now, 1);
            assertThat(circuit.rest(now)).isEqualTo(Duration.ofSeconds(rest));
            now += rest * SECOND;
        }
    }

    @Test
    void a_wish_is_kept_up_to_a_minute_and_a_try_that_said_nothing_is_given_back() {
        circuit.failed(new Trouble.Kind.Busy(Duration.ofHours(1)), 0);
        assertThat(circuit.rest(0)).isEqualTo(Duration.ofMinutes(1));
        assertThat(circuit.allows(60 * SECOND)).isTrue();
        circuit.released();
        assertThat(circuit.allows(60 * SECOND)).isTrue();
    }

    private void fail(long now, int times) {
        for (int i = 0; i < times; i++) {
            circuit.failed(new Trouble.Kind.Broken(), now);
        }
    }
}
