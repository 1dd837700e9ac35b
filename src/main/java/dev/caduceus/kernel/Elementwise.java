package dev.caduceus.kernel;

import static dev.caduceus.kernel.Vectors.FLOATS;
import static dev.caduceus.kernel.Vectors.LANES;
import static dev.caduceus.kernel.Vectors.floats;

import jdk.incubator.vector.FloatVector;

/** What happens to rows between two products. */
public final class Elementwise {
    private Elementwise() {}

    /**
     * RMSNorm (Zhang and Sennrich 2019) of each row: {@code x / sqrt(mean(x²) + eps) * weight}.
     *
     * @param weight one row for all, or one for each
     * @param normed may be {@code x}
     */
    public static void norm(Table x, Table weight, double eps, Table normed) {
        int size = x.columns();
        for (int row = 0; row < x.rows(); row++) {
            int at = x.at() + row * x.stride();
            int to = normed.at() + row * normed.stride();
            int of = weight.at() + row % weight.rows() * weight.stride();
            float factor = (float) (1 / Math.sqrt(squares(x.numbers(), at, size) / size + eps));
            for (int i = 0; i < size; i++) {
                normed.numbers()[to + i] = x.numbers()[at + i] * factor * weight.numbers()[of + i];
            }
        }
    }

    private static double squares(float[] x, int at, int size) {
        FloatVector squares = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i < FLOATS.loopBound(size); i += LANES) {
            FloatVector v = floats(x, at + i);
            squares = v.fma(v, squares);
        }
        double sum = Vectors.sum(squares);
        for (; i < size; i++) {
            sum += (double) x[at + i] * x[at + i];
        }
        return sum;
    }

    /** {@code gate / (1 + e^-gate) * up}; a row of {@code gateAndUp} is as many numbers of each. */
    public static void gate(Table gateAndUp, Table gated) {
        for (int row = 0; row < gated.rows(); row++) {
            int at = gateAndUp.at() + row * gateAndUp.stride();
            gate(gateAndUp.numbers(), at, gated.row(row));
        }
    }

    private static void gate(float[] gateAndUp, int at, Table gated) {
        int size = gated.columns();
        float[] to = gated.numbers();
        int i = 0;
        for (; i < FLOATS.loopBound(size); i += LANES) {
            FloatVector gate = floats(gateAndUp, at + i);
            FloatVector divisor = Vectors.exp(gate.neg()).add(1);
            gate.div(divisor).mul(floats(gateAndUp, at + size + i)).intoArray(to, gated.at() + i);
        }
        for (; i < size; i++) {
            float gate = gateAndUp[at + i];
            to[gated.at() + i] = (float) (gate / (1 + Math.exp(-gate))) * gateAndUp[at + size + i];
        }
    }

    /** The scores of each row become weights whose sum is 1: {@code e^(score - largest) / sum}. */
    public static void softmax(Table scores) {
        for (int row = 0; row < scores.rows(); row++) {
            softmax(scores.numbers(), scores.at() + row * scores.stride(), scores.columns());
        }
    }

    private static void softmax(float[] scores, int at, int size) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            largest = Math.max(largest, scores[at + i]);
        }
        FloatVector sums = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i < FLOATS.loopBound(size); i += LANES) {
            FloatVector e = Vectors.exp(floats(scores, at + i).sub(largest));
            e.intoArray(scores, at + i);
            sums = sums.add(e);
        }
        float sum = Vectors.sum(sums);
        for (; i < size; i++) {
            scores[at + i] = (float) Math.exp(scores[at + i] - largest);
            sum += scores[at + i];
        }
        float factor = 1 / sum;
        for (i = 0; i < size; i++) {
            scores[at + i] *= factor;
        }
    }

    /** {@code x += y}; of {@code y} one row for all, or one for each. */
    public static void add(Table x, Table y) {
        for (int row = 0; row < x.rows(); row++) {
            int at = x.at() + row * x.stride();
            int of = y.at() + row % y.rows() * y.stride();
            for (int i = 0; i < x.columns(); i++) {
                x.numbers()[at + i] += y.numbers()[of + i];
            }
        }
    }

    /** Turns the pairs (j, j + columns / 2) of each row by the angles whose cosines and sines are given. */
    public static void rotate(Table heads, float[] cos, float[] sin) {
        int half = heads.columns() / 2;
        float[] x = heads.numbers();
        for (int row = 0; row < heads.rows(); row++) {
            int at = heads.at() + row * heads.stride();
            for (int j = 0; j < half; j++) {
                float a = x[at + j];
                float b = x[at + half + j];
                x[at + j] = a * cos[j] - b * sin[j];
                x[at + half + j] = b * cos[j] + a * sin[j];
            }
        }
    }
}
