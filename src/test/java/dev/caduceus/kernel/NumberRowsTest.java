package dev.caduceus.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kernel beside the plain loops that it stands for, on random numbers. */
class NumberRowsTest {
    private static final long SEED = Long.getLong("kernel.seed", 20261124);
    private static final int ROWS = 13;

    private final Random random = new Random(SEED);
    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void free() {
        arena.close();
    }

    @ParameterizedTest(name = "{0}, {1} columns")
    @CsvSource({
        "bfloat16, 2",
        "bfloat16, 30",
        "bfloat16, 64",
        "bfloat16, 200",
        "bfloat16, 2048",
        "bfloat16, 6006",
        "float32, 2",
        "float32, 30",
        "float32, 64",
        "float32, 201",
        "float32, 2048",
        "int8, 2",
        "int8, 30",
        "int8, 64",
        "int8, 201",
        "int8, 2048",
        "int8, 6006",
    })
    void dots_are_those_of_plain_loops_and_the_same_whatever_stands_beside_them(String type, int columns) {
        System.out.println("kernel.seed=" + SEED);
        float[][] numbers = new float[ROWS][columns];
        NumberRows rows = rows(type, numbers, columns);
        for (int count = 1; count <= 9; count++) {
            float[] x = randoms(count * columns);
            float[] arranged = new float[count * columns];
            rows.arrange(Table.of(x, count, columns), Table.of(arranged, count, columns));
            int from = 1;
            int to = ROWS - 1;
            float[] y = new float[count * ROWS];
            Arrays.fill(y, Float.NaN);
            rows.dots(Table.of(arranged, count, columns), Table.of(y, count, ROWS), from, to);
            for (int j = 0; j < count; j++) {
                float[] alone = new float[ROWS];
                Table one = Table.of(Arrays.copyOfRange(arranged, j * columns, (j + 1) * columns), 1, columns);
                rows.dots(one, Table.of(alone, 1, ROWS), from, to);
                for (int i = from; i < to; i++) {
                    float dot = y[j * ROWS + i];
                    assertThat(dot).isEqualTo(alone[i]);
                    assertThat((double) dot).isCloseTo(dot(numbers[i], x, j * columns), offset(2e-6 * columns));
                }
                assertThat(y[j * ROWS]).as("not asked for").isNaN();
                assertThat(y[j * ROWS + to]).as("not asked for").isNaN();
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1} columns")
    @CsvSource({
        "bfloat16, 2",
        "bfloat16, 30",
        "bfloat16, 64",
        "bfloat16, 200",
        "float32, 30",
        "float32, 64",
        "float32, 201"
    })
    void weighed_sums_are_those_of_plain_loops(String type, int columns) {
        float[][] numbers = new float[ROWS][columns];
        FloatRows rows = (FloatRows) rows(type, numbers, columns);
        int count = 3;
        float[] weights = randoms(count * ROWS);
        float[] sums = new float[count * columns + 1];
        rows.weigh(Table.of(weights, count, ROWS), new Table(sums, 1, count, columns, columns), 2, ROWS);
        for (int j = 0; j < count; j++) {
            for (int column = 0; column < columns; column++) {
                double sum = 0;
                for (int i = 2; i < ROWS; i++) {
                    sum += (double) weights[j * ROWS + i] * numbers[i][column];
                }
                assertThat((double) sums[1 + j * columns + column]).isCloseTo(sum, offset(1e-5));
            }
        }
    }

    @Test
    void a_bfloat16_number_is_the_nearest_one_and_of_two_the_even_one() {
        var rows = new Bfloat16Rows(arena.allocate(16), 8);
        float step = 1 / 128f; // between 1 and 2
        float[] from = {
            1 + step,
            1 + 0.4f * step,
            1 + 0.6f * step,
            1 + 0.5f * step,
            1 + 1.5f * step,
            -1 - 0.6f * step,
            Float.NEGATIVE_INFINITY,
            Float.NaN
        };
        rows.write(0, Table.of(from, 1, 8));
        float[] read = new float[8];
        rows.read(0, Table.of(read, 1, 8));
        assertThat(read)
                .containsExactly(1 + step, 1, 1 + step, 1, 1 + 2 * step, -1 - step, Float.NEGATIVE_INFINITY, Float.NaN);
    }

    private NumberRows rows(String type, float[][] numbers, int columns) {
        if (type.equals("int8")) {
            return int8(numbers, columns);
        }
        boolean half = type.equals("bfloat16");
        MemorySegment memory = arena.allocate((long) ROWS * columns * (half ? 2 : 4));
        FloatRows rows = half ? new Bfloat16Rows(memory, columns) : new Float32Rows(memory, columns);
        for (int i = 0; i < ROWS; i++) {
            rows.write(i, Table.of(randoms(columns), 1, columns));
            rows.read(i, Table.of(numbers[i], 1, columns));
        }
        assertThat(rows.rows()).isEqualTo(ROWS);
        return rows;
    }

    private Int8Rows int8(float[][] numbers, int columns) {
        byte[] bytes = new byte[ROWS * columns];
        float[] scales = randoms(ROWS);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(255) - 127);
            scales[i / columns] = Math.abs(scales[i / columns]) / 127;
            numbers[i / columns][i % columns] = bytes[i];
        }
        for (int i = 0; i < ROWS; i++) {
            for (int column = 0; column < columns; column++) {
                numbers[i][column] *= scales[i];
            }
        }
        return new Int8Rows(arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes)), columns, scales);
    }

    private float[] randoms(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat(-1, 1);
        }
        return numbers;
    }

    private static double dot(float[] numbers, float[] x, int at) {
        double sum = 0;
        for (int i = 0; i < numbers.length; i++) {
            sum += (double) numbers[i] * x[at + i];
        }
        return sum;
    }
}
