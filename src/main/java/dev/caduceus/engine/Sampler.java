package dev.caduceus.engine;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.SamplingParams;
import java.util.BitSet;

/**
 * Draws the next token from logits. In this order, which is that of Hugging Face transformers:
 *
 * <ol>
 *   <li>ids from the samplable vocabulary up are dropped
 *   <li>the sequence's {@link LogitsProcessor}
 *   <li>repetition penalty: logits of ids seen in prompt or completion are divided by it, negative ones multiplied
 *   <li>temperature 0: the greatest logit, the lowest id on ties, and that is all
 *   <li>logits are divided by the temperature
 *   <li>top-k: the k greatest, lower ids first on ties
 *   <li>top-p: of these the shortest run of most probable ones whose share reaches p
 *   <li>the random number of this place picks among what is left, in proportion to the probabilities
 * </ol>
 *
 * One object serves all sequences of a thread; it holds buffers only.
 */
final class Sampler {
    /** Below e^-50 of the greatest weight, a whole vocabulary adds up to less than the sum's rounding error. */
    private static final double NEGLIGIBLE = -50;

    /** Ranks tried first for top-p; a reply that knows what it wants keeps far fewer. */
    private static final int FIRST_RANKS = 256;

    private final Top top = new Top();
    private final float[] logits;
    private final int[] ids;
    private final double[] weights;
    private int kept;

    /** @param samplable ids that may be drawn are those below */
    Sampler(int samplable) {
        logits = new float[samplable];
        ids = new int[samplable];
        weights = new double[samplable];
    }

    /**
     * @param scores finite, at least as long as the samplable vocabulary; not changed
     * @param place of the token in the reply, from 0
     */
    int sample(float[] scores, Draws draws, int place) {
        load(scores);
        draws.processor().process(logits);
        penalise(draws.sampling().repetitionPenalty(), draws.seen());
        int best = greatest();
        if (draws.sampling().temperature() == 0) {
            return best;
        }
        keep(draws.sampling(), logits[best]);
        return draw(draws.dice().at(place));
    }

    /** The ids that the last draw chose from, for tests. */
    BitSet kept() {
        BitSet set = new BitSet();
        for (int i = 0; i < kept; i++) {
            set.set(ids[i]);
        }
        return set;
    }

    private void load(float[] scores) {
        for (int id = 0; id < logits.length; id++) {
            logits[id] = scores[id] + 0f; // -0 becomes 0, so that they tie
        }
    }

    private void penalise(double penalty, BitSet seen) {
        if (penalty == 1) {
            return;
        }
        for (int id = seen.nextSetBit(0); id >= 0 && id < logits.length; id = seen.nextSetBit(id + 1)) {
            double score = logits[id];
            double lowered = score > 0 ? Math.min(score / penalty, Float.MAX_VALUE) : score * penalty;
            logits[id] = (float) lowered + 0f;
        }
    }

    private int greatest() {
        int best = 0;
        for (int id = 1; id < logits.length; id++) {
            if (logits[id] > logits[best]) {
                best = id;
            }
        }
        if (logits[best] == Float.NEGATIVE_INFINITY) {
            throw CaduceusException.of(
                    ErrorCode.INTERNAL, "No token may follow: all %s logits are masked", logits.length);
        }
        return best;
    }

    private void keep(SamplingParams sampling, double max) {
        boolean topK = sampling.topK() > 0 && sampling.topK() < logits.length;
        double total =
                topK ? keepRanks(sampling.topK(), max, sampling.temperature()) : keepAll(max, sampling.temperature());
        if (sampling.topP() == 1) {
            return;
        }
        double enough = sampling.topP() * total;
        if (!topK) {
            keepAtLeast(enough, max, sampling.temperature());
        }
        cut(enough);
    }

    /** Everything that can be drawn, by rising id. @return the sum of the weights */
    private double keepAll(double max, double temperature) {
        kept = 0;
        double total = 0;
        double floor = max + NEGLIGIBLE * temperature; // most logits end at this comparison
        for (int id = 0; id < logits.length; id++) {
            if (logits[id] >= floor) {
                ids[kept] = id;
                weights[kept] = Math.exp((logits[id] - max) / temperature);
                total += weights[kept++];
            }
        }
        return total;
    }

    /** The greatest, by falling weight. @return the sum of their weights */
    private double keepRanks(int ranks, double max, double temperature) {
        kept = top.select(logits, ranks);
        double total = 0;
        for (int rank = 0; rank < kept; rank++) {
            ids[rank] = top.id(rank);
            weights[rank] = Math.exp((logits[ids[rank]] - max) / temperature);
            total += weights[rank];
        }
        return total;
    }

    private void keepAtLeast(double enough, double max, double temperature) {
        int ranks = FIRST_RANKS;
        while (keepRanks(ranks, max, temperature) < enough && ranks < logits.length) {
            ranks *= 8;
        }
    }

    private void cut(double enough) {
        double sum = 0;
        for (int rank = 0; rank < kept; rank++) {
            sum += weights[rank];
            if (sum >= enough) {
                kept = rank + 1;
            }
        }
    }

    private int draw(double random) {
        double total = 0;
        for (int i = 0; i < kept; i++) {
            total += weights[i];
        }
        double target = random * total;
        int last = ids[0];
        for (int i = 0; i < kept && target >= 0; i++) {
            if (weights[i] > 0) {
                last = ids[i];
                target -= weights[i];
            }
        }
        return last;
    }
}
