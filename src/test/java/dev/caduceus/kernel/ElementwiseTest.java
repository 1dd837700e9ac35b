package dev.caduceus.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside the formulas in double precision; sizes with and without something left over. */
class ElementwiseTest {
    private final Random random = new Random(7);

    private float[] randoms(int count, float largest) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat(-largest, largest);
        }
        return numbers;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 64, 203})
    void norm(int size) {
        float[] x = randoms(size + 3, 2);
        float[] weight = randoms(size + 1, 1);
        float[] normed = new float[size + 2];
        Elementwise.norm(
                new Table(x, 3, 1, size, size),
                new Table(weight, 1, 1, size, size),
                1e-5,
                new Table(normed, 2, 1, size, size));
        double squares = 0;
        for (int i = 0; i < size; i++) {
            squares += (double) x[3 + i] * x[3 + i];
        }
        for (int i = 0; i < size; i++) {
            double expected = x[3 + i] / Math.sqrt(squares / size + 1e-5) * weight[1 + i];
            assertThat((double) normed[2 + i]).isCloseTo(expected, offset(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0.01f, 1, 20, 200})
    void gate_whatever_the_size_of_its_numbers(float largest) {
        int size = 203;
        float[] both = randoms(2 * size, largest);
        float[] gated = new float[size];
        Elementwise.gate(Table.of(both, 1, 2 * size), Table.of(gated, 1, size));
        for (int i = 0; i < size; i++) {
            double expected = both[i] / (1 + Math.exp(-(double) both[i])) * both[size + i];
            assertThat((double) gated[i]).isCloseTo(expected, offset(1e-6 * largest * largest));
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0.01f, 1, 20, 300})
    void softmax_whatever_the_size_of_its_scores(float largest) {
        int size = 203;
        float[] scores = randoms(size + 1, largest);
        float[] weights = scores.clone();
        Elementwise.softmax(new Table(weights, 1, 1, size, size));
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 1; i <= size; i++) {
            highest = Math.max(highest, scores[i]);
        }
        double sum = 0;
        for (int i = 1; i <= size; i++) {
            sum += Math.exp(scores[i] - highest);
        }
        assertThat(weights[0]).isEqualTo(scores[0]);
        for (int i = 1; i <= size; i++) {
            assertThat((double) weights[i]).isCloseTo(Math.exp(scores[i] - highest) / sum, offset(1e-6));
        }
    }
}
