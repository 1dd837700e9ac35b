package dev.caduceus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.SamplingParams;
import dev.caduceus.engine.RecordingListener.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random schedules, stepped by hand: whatever happens around a sequence, it gets the tokens it would get alone. */
class EngineScheduleTest {
    private static final int CONTEXT = 120;
    /** From this seed on all slots share fewer rows than they have, replies are long, and so some give way. */
    private static final int TIGHT = 60;

    private static final int TIGHT_CONTEXT = 320;
    private static final int STOP = 5;
    private static final long STEP_NANOS = 300_000_000;

    /** @param plain the same request, whose processor masks and never forces */
    private record Running(
            GenerationRequest plain, RecordingListener listener, Generation generation, boolean[] cancelled) {}

    /** @param paused by readers that read when they like */
    private record Manner(int longer, boolean paused) {}

    private static final class Moody extends RecordingListener {
        private final Random random;
        private boolean reads = true;

        Moody(long seed) {
            random = new Random(seed);
        }

        @Override
        public boolean hasRoom() {
            reads ^= random.nextInt(8) == 0;
            return reads;
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, 90);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void every_sequence_ends_once_and_as_if_it_were_alone(int seed) {
        Random random = new Random(seed);
        boolean repeating = seed % 3 > 0;
        boolean tight = seed >= TIGHT;
        boolean paused = seed % 5 == 0;
        long[] now = new long[1];
        HashCausalLm lm = new HashCausalLm(tight ? TIGHT_CONTEXT : CONTEXT, 1 + random.nextInt(6), repeating);
        BatchingEngine engine = new BatchingEngine(lm, limits(random, seed), () -> now[0]);
        List<Running> all = new ArrayList<>();
        List<int[]> pasts = new ArrayList<>();
        for (int step = 0; step < 150 || all.stream().anyMatch(r -> !r.listener.ended()); step++) {
            if (step < 150 && random.nextInt(4) == 0) {
                all.add(submit(engine, random, pasts, new Manner(tight ? 4 : 1, paused)));
            }
            if (random.nextInt(12) == 0 && !all.isEmpty()) {
                Running one = all.get(random.nextInt(all.size()));
                one.cancelled[0] |= !one.listener.ended();
                one.generation.cancel();
            }
            engine.drain();
            engine.step();
            now[0] += STEP_NANOS;
            remember(all, pasts);
            assertThat(step).as("steps until all have ended").isLessThan(20_000);
        }
        assertThat(lm.violations).isEmpty();
        all.forEach(one -> assertAsIfAlone(one, new HashCausalLm(engine.contextLength(), 1, repeating)));
        EngineStats stats = engine.stats();
        assertThat(stats.prefilling() + stats.decoding() + stats.waiting()).isZero();
        assertThat(stats.finished() + stats.failed()).isEqualTo(all.size());
        assertThat(lm.mostTouched()).isLessThanOrEqualTo((int) stats.kvCapacity());
        assertThat(tight || paused || stats.preemptions() == 0).isTrue();
        assertThat(stats.acceptedDraftTokens()).isBetween(0L, stats.draftTokens());
        assertThat(repeating || stats.draftTokens() == 0).isTrue();
    }

    private static EngineLimits limits(Random random, int seed) {
        return EngineLimits.DEFAULT
                .withPrefillChunk(1 + random.nextInt(40))
                .withPrefillChunkBesideDecoding(1 + random.nextInt(20))
                .withPrefixCache(seed % 4 != 0)
                .withSamplableIds(HashCausalLm.SAMPLABLE)
                .withPromptLookup(seed % 3 * 5)
                .withKvAhead(random.nextInt(30))
                .withQueueTime(Duration.ofDays(1))
                .withKvRows(seed >= TIGHT ? 200 + random.nextInt(300) : Long.MAX_VALUE);
    }

    private static Running submit(BatchingEngine engine, Random random, List<int[]> pasts, Manner manner) {
        RecordingListener listener = manner.paused ? new Moody(random.nextLong()) : new RecordingListener();
        int longer = manner.longer;
        Set<Integer> stops = longer > 1 ? Set.of() : Set.of(STOP);
        GenerationRequest free = new GenerationRequest(prompt(random, pasts), sampling(random, longer), stops);
        long seed = random.nextLong();
        boolean railed = random.nextBoolean();
        GenerationRequest plain = railed ? on(new Rails(seed, false), free) : free;
        GenerationRequest request = railed ? on(new Rails(seed, true), free) : free;
        return new Running(plain, listener, engine.submit(request, listener), new boolean[1]);
    }

    private static GenerationRequest on(LogitsProcessor processor, GenerationRequest request) {
        return new GenerationRequest(request.prompt(), request.sampling(), request.stopTokens(), processor);
    }

    /** Fresh, or the beginning of something already seen with a fresh end: a tools prompt, a next turn. */
    private static int[] prompt(Random random, List<int[]> pasts) {
        int fresh = 1 + random.nextInt(40);
        int[] past = pasts.isEmpty() || random.nextInt(4) == 0 ? new int[0] : pasts.get(random.nextInt(pasts.size()));
        int kept = random.nextInt(3) == 0 ? random.nextInt(past.length + 1) : past.length;
        int length = Math.min(CONTEXT - 1, kept + fresh);
        int bad = random.nextInt(25) == 0 ? random.nextInt(length) : -1;
        int[] prompt = new int[length];
        for (int i = 0; i < length; i++) {
            prompt[i] = i < kept ? past[i] : random.nextInt(HashCausalLm.THROWS);
            if (i == bad) {
                prompt[i] = random.nextBoolean() ? HashCausalLm.THROWS : HashCausalLm.NAN;
            }
        }
        pasts.add(prompt);
        return prompt;
    }

    private static SamplingParams sampling(Random random, int longer) {
        SamplingParams sampling = SamplingParams.GREEDY.withMaxNewTokens(1 + random.nextInt(40 * longer));
        return switch (random.nextInt(4)) {
            case 0 -> sampling;
            case 1 -> sampling.withTemperature(1.5).withSeed(random.nextLong());
            case 2 -> sampling.withTemperature(0.7).withTopK(9).withTopP(0.9).withSeed(random.nextLong());
            default -> sampling.withRepetitionPenalty(1.3);
        };
    }

    /** A finished sequence, completion included, is what a next turn begins with. */
    private static void remember(List<Running> all, List<int[]> pasts) {
        if (all.isEmpty() || pasts.size() > 40) {
            return;
        }
        Running last = all.get(all.size() / 2);
        int[] prompt = last.plain.prompt();
        pasts.add(IntStream.concat(
                        IntStream.of(prompt), last.listener.tokens.stream().mapToInt(Integer::intValue))
                .filter(id -> id < HashCausalLm.THROWS)
                .limit(CONTEXT - 10)
                .toArray());
    }

    private static void assertAsIfAlone(Running one, HashCausalLm lm) {
        Ending alone = NaiveGeneration.run(lm, one.plain, HashCausalLm.SAMPLABLE);
        Ending ending = one.listener.await();
        assertThat(one.listener.violations).isEmpty();
        if (ending.outcome().equals("CANCELLED")) {
            assertThat(one.cancelled[0]).isTrue();
            int written = ending.tokens().size();
            assertThat(ending.tokens()).isEqualTo(alone.tokens().subList(0, written));
        } else {
            assertThat(ending.outcome()).isEqualTo(alone.outcome());
            assertThat(ending.tokens()).isEqualTo(alone.tokens());
        }
    }
}
