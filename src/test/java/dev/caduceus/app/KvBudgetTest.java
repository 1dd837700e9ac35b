package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KvBudgetTest {
    private static final long MB = 1 << 20;

    @ParameterizedTest(name = "{0} MB, heap {1}, weights {2}")
    @CsvSource({
        "1000, 250, 18, 632", // a small container and the embedded model
        "24000, 6000, 6400, 13152", // of a large heap, most is never used: 2 GB
        "12000, 3000, 6400, 2352",
        "8000, 2000, 6400, 0",
    })
    void it_is_what_weights_and_heap_leave(long total, long heap, long weights, long budget) {
        assertThat(new KvBudget(total * MB, heap * MB, weights * MB).bytes() / MB)
                .isEqualTo(budget);
    }

    @Test
    void where_all_slots_fit_there_is_no_limit() {
        var budget = new KvBudget(1000 * MB, 250 * MB, 18 * MB);

        assertThat(budget.rows(MB, 2, 316)).isEqualTo(2 * 316);
        assertThat(budget.rows(MB, 2, 400)).isEqualTo(632);
    }

    @Test
    void one_context_is_granted_in_any_case() {
        assertThat(new KvBudget(8000 * MB, 2000 * MB, 6400 * MB).rows(MB, 8, 4096))
                .isEqualTo(4096);
    }

    @Test
    void here_there_is_memory() {
        assertThat(KvBudget.here(0).total()).isGreaterThan(100 * MB);
    }
}
