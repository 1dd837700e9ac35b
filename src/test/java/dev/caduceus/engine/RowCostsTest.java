package dev.caduceus.engine;

import static dev.caduceus.engine.RowCosts.UNMEASURED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RowCostsTest {
    private static final Offset<Double> ROUNDING = within(1e-9);

    private final RowCosts costs = new RowCosts();

    @Test
    void what_nobody_has_measured_is_taken_to_be_cheap() {
        assertThat(cost(4)).isEqualTo(4 * UNMEASURED, ROUNDING);
        measure(1, 0, 100);
        assertThat(cost(4)).isEqualTo(4 * UNMEASURED, ROUNDING);
        costs.took(5, 4, 1000);
        assertThat(cost(4)).as("a first pass sets up kernels").isEqualTo(4 * UNMEASURED, ROUNDING);
    }

    @Test
    void a_guess_costs_what_the_pass_takes_longer_in_passes() {
        measure(1, 0, 100);
        measure(5, 4, 180);
        assertThat(cost(4)).isEqualTo(0.8, ROUNDING);
        assertThat(cost(5)).as("five and six rows are about the same").isEqualTo(0.8, ROUNDING);
        assertThat(cost(9)).as("more rows take no less").isEqualTo(0.8, ROUNDING);
        assertThat(cost(1)).as("fewer may").isEqualTo(UNMEASURED, ROUNDING);
        measure(1, 0, 200);
        assertThat(cost(4)).as("a pass is never cheaper for a guess").isEqualTo(0, ROUNDING);
    }

    @Test
    void rows_of_a_guess_take_no_less_than_others() {
        measure(1, 0, 100);
        measure(4, 0, 250);
        assertThat(cost(3)).isEqualTo(1.5, ROUNDING);
        assertThat(cost(5)).isEqualTo(1.5, ROUNDING);
        assertThat(cost(1)).isEqualTo(UNMEASURED, ROUNDING);
    }

    @Test
    void what_held_up_a_pass_once_is_not_its_time() {
        measure(1, 0, 100);
        costs.took(1, 0, 5000);
        measure(2, 1, 110);
        costs.took(2, 1, 9000);
        assertThat(cost(1)).isEqualTo(0.1, ROUNDING);
    }

    @Test
    void what_is_saved_is_a_pass_of_one_row_whatever_is_read_now() {
        measure(1, 0, 100);
        measure(9, 0, 150);
        measure(13, 4, 180);
        assertThat(costs.cost(9, 0, 1).applyAsDouble(4)).isEqualTo(0.3, ROUNDING);
    }

    @Test
    void one_of_many_writers_saves_only_its_part_and_pays_for_what_it_adds() {
        measure(4, 0, 100);
        measure(6, 2, 120);
        measure(8, 4, 130);
        assertThat(costs.cost(4, 0, 4).applyAsDouble(2)).isEqualTo(0.8, ROUNDING);
        assertThat(costs.cost(4, 2, 4).applyAsDouble(2)).isEqualTo(0.4, ROUNDING);
    }

    @Test
    void many_rows_are_not_measured() {
        measure(1, 0, 100);
        measure(40, 8, 1000);
        assertThat(costs.cost(33, 0, 1).applyAsDouble(8)).isEqualTo(8 * UNMEASURED, ROUNDING);
        measure(24, 0, 300);
        measure(30, 6, 500);
        assertThat(costs.cost(24, 0, 1).applyAsDouble(6)).isEqualTo(2, ROUNDING);
        assertThat(costs.cost(24, 0, 1).applyAsDouble(16))
                .as("but take no less")
                .isEqualTo(2, ROUNDING);
    }

    @Test
    void now_and_then_a_pass_without_a_guess_says_what_it_is_compared_with() {
        measure(2, 1, 110);
        assertThat(cost(1)).isInfinite();
        measure(1, 0, 100);
        for (int pass = 0; pass < 100; pass++) {
            assertThat(cost(1)).isEqualTo(0.1, ROUNDING);
            costs.took(2, 1, 110);
        }
        assertThat(cost(1)).isInfinite();
        costs.took(1, 0, 100);
        assertThat(cost(1)).isEqualTo(0.1, ROUNDING);
    }

    @Test
    void a_cost_is_not_believed_for_ever() {
        measure(1, 0, 100);
        measure(2, 1, 900);
        IntStream.range(0, 1900).forEach(pass -> costs.took(1, 0, 100));
        assertThat(cost(1)).isEqualTo(8, ROUNDING);
        IntStream.range(0, 100).forEach(pass -> costs.took(1, 0, 100));
        assertThat(cost(1)).isEqualTo(UNMEASURED, ROUNDING);
    }

    @Test
    void rows_are_counted_more_roughly_the_more_there_are() {
        int[] rows = {1, 2, 3, 4, 5, 7, 9, 13, 17, 25};
        for (int i = 0; i < rows.length; i++) {
            int last = i + 1 < rows.length ? rows[i + 1] - 1 : RowCosts.MOST_ROWS;
            assertThat(RowCosts.about(rows[i])).isEqualTo(i);
            assertThat(RowCosts.about(last)).isEqualTo(i);
        }
    }

    private double cost(int ids) {
        return costs.cost(1, 0, 1).applyAsDouble(ids);
    }

    private void measure(int rows, int guessed, long nanos) {
        IntStream.range(0, 5).forEach(pass -> costs.took(rows, guessed, nanos));
    }
}
