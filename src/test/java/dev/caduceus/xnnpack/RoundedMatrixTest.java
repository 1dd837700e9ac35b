package dev.caduceus.xnnpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.LibUtils;
import dev.caduceus.kernel.Crew;
import dev.caduceus.kernel.Table;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XNNPACK's products beside sums of whole numbers, one after the other. */
class RoundedMatrixTest {
    private static final long SEED = Long.getLong("rounded.seed", 20261124);
    private static final Xnnpack XNNPACK = xnnpack();

    private final Random random = new Random(SEED);
    private final Arena arena = Arena.ofShared();
    private final Workspace workspace = new Workspace();
    private final Crew crew = new Crew(2);

    private static Xnnpack xnnpack() {
        System.out.println("rounded.seed=" + SEED);
        System.setProperty("ai.djl.offline", "true");
        Engine.getEngine("PyTorch");
        return Xnnpack.find(Path.of(LibUtils.getLibtorchPath())).orElseThrow();
    }

    @AfterEach
    void close() {
        crew.close();
        workspace.close();
        arena.close();
    }

    /** A matrix in pieces, and the numbers that its weights stand for. */
    private record Made(RoundedMatrix matrix, double[][] weights) {}

    private Made matrix(Bits bits, int inputs, int... outputs) {
        var place = new Placing(arena);
        List<Operator> pieces = new ArrayList<>();
        List<double[]> weights = new ArrayList<>();
        for (int count : outputs) {
            Shape shape = new Shape(bits, count, inputs);
            MemorySegment numbers = arena.allocate(shape.weightBytes());
            MemorySegment scales = arena.allocate(shape.scaleBytes(), Float.BYTES);
            for (int row = 0; row < count; row++) {
                weights.add(
                        bits == Bits.FOUR
                                ? fourBits(row, inputs, numbers, scales)
                                : eightBits(row, inputs, numbers, scales));
            }
            MemorySegment packed = arena.allocate(XNNPACK.packedBytes(shape), 64);
            XNNPACK.pack(shape, new Xnnpack.Unpacked(numbers, scales), place, packed);
            pieces.add(XNNPACK.operator(shape, place, packed));
        }
        return new Made(new RoundedMatrix(workspace, pieces), weights.toArray(double[][]::new));
    }

    private double[] eightBits(int row, int inputs, MemorySegment numbers, MemorySegment scales) {
        float scale = random.nextFloat() + 0.1f;
        scales.setAtIndex(ValueLayout.JAVA_FLOAT, row, scale);
        double[] weights = new double[inputs];
        for (int i = 0; i < inputs; i++) {
            byte number = (byte) (random.nextInt(255) - 127);
            numbers.set(ValueLayout.JAVA_BYTE, (long) row * inputs + i, number);
            weights[i] = number * (double) scale;
        }
        return weights;
    }

    private double[] fourBits(int row, int inputs, MemorySegment numbers, MemorySegment scales) {
        double[] weights = new double[inputs];
        int blocks = inputs / Bits.BLOCK;
        for (int i = 0; i < inputs; i++) {
            long block = (long) row * blocks + i / Bits.BLOCK;
            if (i % Bits.BLOCK == 0) {
                int bits = Float.floatToRawIntBits(random.nextFloat() + 0.1f) >>> 16;
                scales.setAtIndex(ValueLayout.JAVA_SHORT, block, (short) bits);
            }
            float scale = Float.intBitsToFloat(scales.getAtIndex(ValueLayout.JAVA_SHORT, block) << 16);
            int number = random.nextInt(16);
            long at = ((long) row * inputs + i) / 2;
            int other = i % 2 == 0 ? 0 : numbers.get(ValueLayout.JAVA_BYTE, at);
            numbers.set(ValueLayout.JAVA_BYTE, at, (byte) (other | (i % 2 == 0 ? number : number << 4)));
            weights[i] = (number - 8) * (double) scale;
        }
        return weights;
    }

    private float[] rows(int rows, int inputs) {
        float[] x = new float[rows * inputs];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    private static double[] rounded(float[] x) {
        float largest = 0;
        for (float number : x) {
            largest = Math.max(largest, Math.abs(number));
        }
        float step = Math.max(largest / 127, 1e-30f);
        double[] rounded = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            rounded[i] = Math.rint(x[i] * (1 / step)) * step;
        }
        return rounded;
    }

    @ParameterizedTest(name = "{0}: {1} rows of {2}")
    @CsvSource({
        "EIGHT, 1, 64", "EIGHT, 1, 2048", "EIGHT, 2, 77", "EIGHT, 7, 300", "EIGHT, 10, 64", "EIGHT, 11, 513",
                "EIGHT, 40, 96",
        "FOUR, 1, 64", "FOUR, 1, 2048", "FOUR, 2, 96", "FOUR, 7, 320", "FOUR, 8, 64", "FOUR, 11, 512", "FOUR, 40, 96",
    })
    void products_are_sums_of_rounded_numbers(Bits bits, int rows, int inputs) {
        Made made = matrix(bits, inputs, 37, 16, 5);
        float[] x = rows(rows, inputs);
        int outputs = made.matrix.outputs();
        float[] y = new float[rows * outputs];
        made.matrix.multiply(Table.of(x, rows, inputs), Table.of(y, rows, outputs), crew);
        for (int row = 0; row < rows; row++) {
            double[] expected = rounded(Arrays.copyOfRange(x, row * inputs, (row + 1) * inputs));
            for (int output = 0; output < outputs; output++) {
                double sum = 0;
                double size = 0;
                for (int i = 0; i < inputs; i++) {
                    sum += expected[i] * made.weights[output][i];
                    size += Math.abs(expected[i] * made.weights[output][i]);
                }
                assertThat((double) y[row * outputs + output])
                        .as("row %s, output %s", row, output)
                        .isEqualTo(sum, within(1e-5 * size + 1e-6));
            }
        }
    }

    /** Among them numbers of rows for which memory is asked for anew, and fewer after that. */
    @ParameterizedTest
    @CsvSource({"EIGHT", "FOUR"})
    void a_row_is_to_the_bit_what_it_is_alone(Bits bits) {
        int inputs = 256;
        Made made = matrix(bits, inputs, 48, 31);
        int outputs = made.matrix.outputs();
        for (int rows : new int[] {3, 1, 12, 2, 40, 9, 64}) {
            float[] x = rows(rows, inputs);
            float[] together = new float[rows * outputs];
            made.matrix.multiply(Table.of(x, rows, inputs), Table.of(together, rows, outputs), crew);
            for (int row = 0; row < rows; row++) {
                float[] alone = new float[outputs];
                made.matrix.multiply(Table.of(x, rows, inputs).row(row), Table.of(alone, 1, outputs), crew);
                assertThat(Arrays.copyOfRange(together, row * outputs, (row + 1) * outputs))
                        .isEqualTo(alone);
            }
        }
    }

    @Test
    void a_row_of_zeros_stays_zeros() {
        Made made = matrix(Bits.EIGHT, 64, 20);
        float[] y = new float[20];
        Arrays.fill(y, 7);
        made.matrix.multiply(Table.of(new float[64], 1, 64), Table.of(y, 1, 20), crew);
        assertThat(y).containsOnly(0);
    }
}
