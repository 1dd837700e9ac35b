package dev.caduceus.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrewTest {
    @ParameterizedTest(name = "{0} threads")
    @ValueSource(ints = {1, 2, 5})
    void each_piece_of_each_job_is_done_once_before_run_returns(int threads) throws InterruptedException {
        Random random = new Random(threads);
        try (Crew crew = new Crew(threads)) {
            for (int job = 0; job < 20_000; job++) {
                var done = new AtomicIntegerArray(1 + random.nextInt(40));
                crew.run(done.length(), done::incrementAndGet);
                for (int piece = 0; piece < done.length(); piece++) {
                    assertThat(done.get(piece))
                            .as("piece %s of job %s", piece, job)
                            .isEqualTo(1);
                }
                if (job % 5_000 == 0) {
                    Thread.sleep(20); // so that the others fall asleep
                }
            }
        }
    }

    @Test
    void what_a_piece_throws_is_thrown_when_all_have_ended_and_the_next_job_runs() {
        try (Crew crew = new Crew(3)) {
            for (int job = 0; job < 1_000; job++) {
                var done = new AtomicIntegerArray(10);
                assertThatThrownBy(() -> crew.run(10, piece -> {
                            done.incrementAndGet(piece);
                            if (piece == 3) {
                                throw new IllegalStateException("piece 3");
                            }
                        }))
                        .hasMessage("piece 3");
                for (int piece = 0; piece < 10; piece++) {
                    assertThat(done.get(piece)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void an_error_is_thrown_as_well_and_nobody_is_lost() {
        try (Crew crew = new Crew(3)) {
            for (int job = 0; job < 100; job++) {
                assertThatThrownBy(() -> crew.run(10, piece -> {
                            throw new AssertionError("piece");
                        }))
                        .isInstanceOf(AssertionError.class)
                        .hasMessage("piece");
            }
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().startsWith("caduceus-kernel-"))
                            .count())
                    .isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void a_closed_crew_is_the_caller_alone() {
        Crew crew = new Crew(3);
        crew.close();
        var done = new AtomicIntegerArray(10);
        crew.run(10, done::incrementAndGet);
        assertThat(done.toString()).isEqualTo("[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]");
    }
}
