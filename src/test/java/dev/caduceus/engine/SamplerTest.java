package dev.caduceus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.SamplingParams;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SamplerTest {
    private static final SamplingParams GREEDY = SamplingParams.GREEDY;
    private static final SamplingParams WARM = GREEDY.withTemperature(1).withSeed(1);

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void greedy_takes_the_greatest_logit(String rule, float[] logits, SamplingParams sampling, int expected) {
        assertThat(new Sampler(4).sample(logits, draws(sampling, 0, 1), 0)).isEqualTo(expected);
    }

    static Stream<Arguments> greedy_takes_the_greatest_logit() {
        SamplingParams penalty2 = GREEDY.withRepetitionPenalty(2);
        return Stream.of(
                Arguments.of("the greatest", floats(1, 2, 4, 3), GREEDY, 2),
                Arguments.of("the lowest id on ties", floats(1, 7, 7, 7), GREEDY, 1),
                Arguments.of("0 and -0 are a tie", floats(-1, -0f, 0, -0f), GREEDY, 1),
                Arguments.of("padding past the vocabulary never", floats(1, 2, 1, 1, 99, Float.NaN), GREEDY, 1),
                Arguments.of("a seen positive logit is divided", floats(3, 4, 2.5f, 0), penalty2, 2),
                Arguments.of("a seen negative logit is multiplied", floats(-2, -2, -3, -9), penalty2, 2),
                Arguments.of(
                        "top-k and top-p change nothing",
                        floats(1, 2, 4, 3),
                        GREEDY.withTopK(2).withTopP(0.1),
                        2),
                Arguments.of("the most negative may win", floats(-1e38f, -2e38f, -3e38f, -3e38f), GREEDY, 0));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void the_fast_selection_keeps_what_the_naive_one_keeps(int seed) {
        Random random = new Random(seed);
        int vocabulary = 1 + random.nextInt(seed % 5 == 0 ? 3000 : 400);
        int samplable = 1 + random.nextInt(vocabulary);
        float[] logits = logits(random, vocabulary);
        SamplingParams sampling = WARM.withTemperature(0.05 + 2.5 * random.nextDouble())
                .withTopK(random.nextBoolean() ? 0 : 1 + random.nextInt(samplable + 5))
                .withTopP(random.nextInt(4) == 0 ? 1 : 0.02 + 0.98 * random.nextDouble())
                .withRepetitionPenalty(random.nextBoolean() ? 1 : 0.5 + random.nextDouble());
        Draws draws = draws(sampling, random.ints(9, 0, vocabulary).toArray());
        Sampler sampler = new Sampler(samplable);

        int id = sampler.sample(logits, draws, 0);

        Map<Integer, Double> expected = NaiveSampler.distribution(logits, samplable, sampling, draws.seen());
        assertThat(without(expected, 1e-20)).as("naive ⊆ fast").allMatch(sampler.kept()::get);
        assertThat(sampler.kept().stream().boxed()).as("fast ⊆ naive").allMatch(expected::containsKey);
        assertThat(expected).containsKey(id);
    }

    static IntStream seeds() {
        return IntStream.range(0, 300);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void draws_follow_the_distribution(SamplingParams sampling) {
        Random random = new Random(7);
        float[] logits = logits(random, 40);
        Draws draws = new Draws(sampling, LogitsProcessor.NONE, new Dice(11), bits(3, 4, 5));
        Sampler sampler = new Sampler(38);
        int[] counts = new int[38];
        int n = 60_000;
        for (int i = 0; i < n; i++) {
            counts[sampler.sample(logits, draws, i)]++;
        }
        Map<Integer, Double> expected = NaiveSampler.distribution(logits, 38, sampling, bits(3, 4, 5));
        double chiSquare = 0;
        for (Map.Entry<Integer, Double> entry : expected.entrySet()) {
            double mean = n * entry.getValue();
            chiSquare += Math.pow(counts[entry.getKey()] - mean, 2) / mean;
        }
        int freedom = Math.max(1, expected.size() - 1);
        // mean + 4 standard deviations of the chi-square distribution
        assertThat(chiSquare).isLessThan(freedom + 4 * Math.sqrt(2.0 * freedom));
        assertThat(Arrays.stream(counts).sum()).isEqualTo(n);
        assertThat(IntStream.range(0, 38).filter(id -> counts[id] > 0)).allMatch(expected::containsKey);
    }

    static Stream<SamplingParams> draws_follow_the_distribution() {
        return Stream.of(
                WARM,
                WARM.withTemperature(1.7),
                WARM.withTopK(7),
                WARM.withTopP(0.8),
                WARM.withTopK(12).withTopP(0.9).withTemperature(1.3),
                WARM.withRepetitionPenalty(1.8));
    }

    @Test
    void one_seed_gives_the_same_draws_whoever_else_is_served_in_between() {
        Sampler sampler = new Sampler(50);
        Draws first = draws(WARM, 1);
        Draws second = draws(WARM, 1);
        Draws other = draws(WARM.withSeed(2), 1);
        for (int i = 0; i < 100; i++) {
            float[] logits = logits(new Random(i), 50);
            int expected = sampler.sample(logits, first, i);
            sampler.sample(logits(new Random(-i), 50), other, i);
            assertThat(sampler.sample(logits, second, i)).isEqualTo(expected);
        }
    }

    @Test
    void a_temperature_near_zero_is_greedy_and_not_infinite() {
        float[] logits = floats(1, 5, 4.999f, -3e38f);
        assertThat(new Sampler(4).sample(logits, draws(WARM.withTemperature(1e-300)), 0))
                .isEqualTo(1);
    }

    @Test
    void a_mask_is_never_broken_and_ranks_close_up() {
        float[] logits = logits(new Random(3), 100);
        Set<Integer> allowed = Set.of(17, 40, 99);
        for (SamplingParams sampling : new SamplingParams[] {GREEDY, WARM, WARM.withTopK(20), WARM.withTopP(0.99)}) {
            Draws draws = new Draws(sampling, only(allowed), new Dice(5), new BitSet());
            Sampler sampler = new Sampler(100);
            for (int i = 0; i < 50; i++) {
                assertThat(sampler.sample(logits, draws, i)).isIn(allowed);
            }
        }
    }

    @Test
    void a_mask_that_leaves_nothing_is_an_error() {
        Draws draws = new Draws(WARM, only(Set.of()), new Dice(5), new BitSet());
        assertThatThrownBy(() -> new Sampler(3).sample(floats(1, 2, 3), draws, 0))
                .isInstanceOf(CaduceusException.class)
                .hasMessageContaining("all 3 logits are masked");
    }

    @Test
    void the_models_logits_are_not_changed() {
        float[] logits = floats(1, -2, 3);
        new Sampler(3).sample(logits, draws(WARM.withRepetitionPenalty(3), 0, 1, 2), 0);
        assertThat(logits).containsExactly(1, -2, 3);
    }

    private static LogitsProcessor only(Set<Integer> allowed) {
        return new LogitsProcessor() {
            @Override
            public void process(float[] logits) {
                for (int id = 0; id < logits.length; id++) {
                    logits[id] = allowed.contains(id) ? logits[id] : Float.NEGATIVE_INFINITY;
                }
            }

            @Override
            public void accepted(int id) {}
        };
    }

    /** Peaked or flat, with ties. */
    private static float[] logits(Random random, int vocabulary) {
        float[] logits = new float[vocabulary];
        double spread = random.nextInt(3) == 0 ? 0.3 : 4;
        for (int id = 0; id < vocabulary; id++) {
            logits[id] = random.nextInt(5) == 0 ? random.nextInt(3) : (float) (spread * random.nextGaussian());
        }
        return logits;
    }

    private static List<Integer> without(Map<Integer, Double> distribution, double negligible) {
        return distribution.keySet().stream()
                .filter(id -> distribution.get(id) >= negligible)
                .toList();
    }

    private static Draws draws(SamplingParams sampling, int... seen) {
        return new Draws(sampling, LogitsProcessor.NONE, new Dice(1), bits(seen));
    }

    private static BitSet bits(int... ids) {
        BitSet bits = new BitSet();
        IntStream.of(ids).forEach(bits::set);
        return bits;
    }

    private static float[] floats(float... values) {
        return values;
    }
}
