package dev.caduceus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.SamplingParams;
import dev.caduceus.engine.RecordingListener.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Guesses save passes and change nothing else; that every sequence gets what it gets alone is {@link EngineScheduleTest}'s.
 * Steps are taken by hand.
 */
class EngineDraftTest {
    private static final int[] POEM = IntStream.range(0, 120).map(i -> i % 24).toArray();
    private static final EngineLimits LIMITS = EngineLimits.DEFAULT.withSamplableIds(HashCausalLm.THROWS);

    @Test
    void a_reply_that_copies_takes_a_fraction_of_the_passes_and_counts_what_it_saved() {
        ScriptedCausalLm lm = new ScriptedCausalLm(64, 200, 1, tokens -> tokens.length % 24);
        BatchingEngine engine = new BatchingEngine(lm, LIMITS, () -> 0);
        Ending ending =
                run(engine, List.of(request(POEM, SamplingParams.GREEDY, 60))).getFirst();
        assertThat(ending.tokens())
                .isEqualTo(IntStream.range(120, 180).mapToObj(i -> i % 24).toList());
        EngineStats stats = engine.stats();
        assertThat(stats.steps()).isLessThan(15);
        assertThat(stats.decodeTokens() + stats.acceptedDraftTokens() + 1).isEqualTo(60);
        assertThat(stats.acceptedDraftTokens()).isEqualTo(stats.draftTokens());
        assertThat(ending.usage().acceptedDraft()).isEqualTo((int) stats.acceptedDraftTokens());
        assertThat(lm.violations).isEmpty();
    }

    @Test
    void what_a_processor_guesses_is_read_with_the_prompts_last_pass_already() {
        ScriptedCausalLm lm = new ScriptedCausalLm(64, 200, 1, tokens -> tokens.length % 24);
        BatchingEngine engine = new BatchingEngine(lm, LIMITS, () -> 0);
        Ending ending = run(engine, List.of(guessing(most -> IntStream.range(4, 4 + most))))
                .getFirst();
        assertThat(ending.tokens()).isEqualTo(IntStream.range(4, 14).boxed().toList());
        assertThat(ending.usage().acceptedDraft()).isEqualTo(9);
        assertThat(engine.stats().steps()).isEqualTo(1);
        assertThat(lm.violations).isEmpty();
    }

    @Test
    void a_guess_that_throws_ends_its_own_sequence_and_no_other() {
        ScriptedCausalLm lm = new ScriptedCausalLm(64, 200, 2, tokens -> tokens.length % 24);
        BatchingEngine engine = new BatchingEngine(lm, LIMITS, () -> 0);
        List<Ending> endings = run(
                engine,
                List.of(
                        guessing(most -> {
                            throw new IllegalStateException("no idea");
                        }),
                        request(POEM, SamplingParams.GREEDY, 10)));
        assertThat(endings.getFirst().outcome()).isEqualTo("INTERNAL");
        assertThat(endings.getLast().tokens()).hasSize(10);
    }

    /** A prompt of four ids and ten to write. */
    private static GenerationRequest guessing(IntFunction<IntStream> guess) {
        var processor = new LogitsProcessor() {
            @Override
            public void process(float[] logits) {}

            @Override
            public void accepted(int id) {}

            @Override
            public int[] guess(int[] copied, int most) {
                return guess.apply(most).toArray();
            }
        };
        return new GenerationRequest(
                new int[] {30, 31, 32, 33}, SamplingParams.GREEDY.withMaxNewTokens(10), Set.of(), processor);
    }

    @Test
    void a_guess_never_goes_past_the_limit_or_the_context() {
        ScriptedCausalLm lm = new ScriptedCausalLm(64, 130, 1, tokens -> tokens.length % 24);
        BatchingEngine engine = new BatchingEngine(lm, LIMITS, () -> 0);
        assertThat(run(engine, List.of(request(POEM, SamplingParams.GREEDY, 60)))
                        .getFirst()
                        .tokens())
                .hasSize(10);
        assertThat(run(engine, List.of(request(POEM, SamplingParams.GREEDY, 7)))
                        .getFirst()
                        .tokens())
                .hasSize(7);
        assertThat(lm.violations).isEmpty();
    }

    @Test
    void where_the_model_never_copies_few_guesses_are_read() {
        HashCausalLm lm = new HashCausalLm(2000, 1);
        BatchingEngine engine = new BatchingEngine(lm, LIMITS, () -> 0);
        run(engine, List.of(request(POEM, SamplingParams.GREEDY, 1800)));
        assertThat(engine.stats().draftTokens()).isLessThan(1800 / 20);
    }

    @Test
    void many_writers_share_what_a_step_may_read_beside_their_tokens() {
        ScriptedCausalLm lm = new ScriptedCausalLm(64, 200, 4, tokens -> tokens.length % 24);
        BatchingEngine engine = new BatchingEngine(lm, LIMITS.withPrefillChunkBesideDecoding(12), () -> 0);
        List<Ending> endings = run(
                engine,
                IntStream.range(0, 4)
                        .mapToObj(i -> request(POEM, SamplingParams.GREEDY, 60))
                        .toList());
        assertThat(endings).allMatch(ending -> ending.tokens().size() == 60);
        // of 12 rows each has three: its token and two guesses
        assertThat(engine.stats().steps()).isBetween(60 / 3L, 60L);
    }

    /** Besides being the same for the same seed, samples must be as common as without guesses for other seeds. */
    @Test
    void samples_are_distributed_as_without_guesses() {
        int replies = 3000;
        int[] guessed = histogram(LIMITS, 0, replies);
        int[] plain = histogram(LIMITS.withPromptLookup(0), 1_000_000, replies);
        double chiSquare = 0;
        int freedom = -1;
        for (int id = 0; id < guessed.length; id++) {
            int both = guessed[id] + plain[id];
            if (both > 0) {
                freedom++;
                chiSquare += Math.pow(guessed[id] - plain[id], 2) / both;
            }
        }
        // mean + 4 standard deviations of the chi-square distribution
        assertThat(chiSquare).isLessThan(freedom + 4 * Math.sqrt(2.0 * freedom));
    }

    /** How often each id was the sixth of a reply. */
    private static int[] histogram(EngineLimits limits, long firstSeed, int replies) {
        HashCausalLm lm = new HashCausalLm(100, 8, true);
        BatchingEngine engine = new BatchingEngine(lm, limits, () -> 0);
        SamplingParams warm = SamplingParams.GREEDY.withTemperature(2.5);
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < replies; i++) {
            requests.add(request(IntStream.range(0, 40).map(j -> j % 10).toArray(), warm.withSeed(firstSeed + i), 6));
        }
        int[] counts = new int[HashCausalLm.VOCABULARY];
        for (int i = 0; i < replies; i += 60) {
            run(engine, requests.subList(i, i + 60))
                    .forEach(ending -> counts[ending.tokens().getLast()]++);
        }
        assertThat(engine.stats().acceptedDraftTokens() > 0).isEqualTo(limits.promptLookup() > 0);
        return counts;
    }

    private static List<Ending> run(BatchingEngine engine, List<GenerationRequest> requests) {
        List<RecordingListener> listeners = new ArrayList<>();
        for (GenerationRequest request : requests) {
            listeners.add(new RecordingListener());
            engine.submit(request, listeners.getLast());
        }
        while (!listeners.stream().allMatch(RecordingListener::ended)) {
            engine.drain();
            engine.step();
        }
        return listeners.stream().map(RecordingListener::await).toList();
    }

    private static GenerationRequest request(int[] prompt, SamplingParams sampling, int newTokens) {
        return new GenerationRequest(prompt, sampling.withMaxNewTokens(newTokens), Set.of());
    }
}
