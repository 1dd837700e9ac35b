package dev.caduceus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.chat.SamplingParams;
import dev.caduceus.engine.RecordingListener.Ending;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Four slots of 200 rows that share 64. */
class EnginePreemptionTest {
    private static final int ROWS = 64;
    private static final EngineLimits LIMITS = EngineLimits.DEFAULT
            .withSamplableIds(HashCausalLm.THROWS)
            .withPromptLookup(0)
            .withKvRows(ROWS)
            .withKvAhead(0);

    private final HashCausalLm lm = new HashCausalLm(200, 4);
    private final List<Integer> batches = new ArrayList<>();
    private final BatchingEngine engine = new BatchingEngine(lm, LIMITS, () -> 0, batches::add);

    @Test
    void the_youngest_gives_way_and_goes_on_before_those_that_came_later() {
        RecordingListener old = submit(20, 30);
        RecordingListener young = submit(21, 30);
        steps(1);
        RecordingListener later = submit(22, 5);
        while (engine.stats().preemptions() == 0) {
            steps(1);
        }
        assertThat(old.tokens).hasSize(young.tokens.size() + 1);
        assertThat(engine.stats().waiting()).isEqualTo(2);
        List<Integer> before = List.copyOf(young.tokens);
        while (!old.ended()) {
            steps(1);
        }
        assertThat(young.tokens).isEqualTo(before);
        while (!young.ended()) {
            assertThat(later.tokens).hasSizeLessThanOrEqualTo(5);
            steps(1);
        }
        steps(10);
        int start = 20;
        for (RecordingListener listener : new RecordingListener[] {old, young, later}) {
            Ending alone = NaiveGeneration.run(
                    new HashCausalLm(ROWS, 1), request(start++, listener == later ? 5 : 30), HashCausalLm.THROWS);
            assertThat(listener.await().tokens()).isEqualTo(alone.tokens());
            assertThat(listener.violations).isEmpty();
            assertThat(listener.await().usage().cached()).isZero();
            assertThat(listener.await().usage().prompt()).isEqualTo(20);
        }
        assertThat(engine.stats().preemptions()).isEqualTo(1);
        assertThat(lm.violations).isEmpty();
        assertThat(lm.mostTouched()).isLessThanOrEqualTo(ROWS);
    }

    @Test
    void rows_kept_for_later_go_first() {
        RecordingListener kept = submit(20, 5);
        steps(6);
        assertThat(engine.stats().kvRows()).isEqualTo(24);
        RecordingListener writing = submit(40, 40);
        while (!writing.ended()) {
            steps(1);
        }
        assertThat(kept.ended()).isTrue();
        assertThat(engine.stats().preemptions()).isZero();
        assertThat(lm.mostTouched()).isLessThanOrEqualTo(ROWS);
    }

    @Test
    void one_alone_may_use_all_rows_and_a_prompt_that_does_not_fit_them_is_refused() {
        assertThat(engine.contextLength()).isEqualTo(ROWS);
        RecordingListener alone = submit(20, 100);
        steps(60);
        assertThat(alone.await().outcome()).isEqualTo("LENGTH");
        assertThat(alone.tokens).hasSize(ROWS - 20);
        int[] long64 = new int[ROWS];
        assertThatThrownBy(() -> engine.submit(
                        new GenerationRequest(long64, SamplingParams.GREEDY, Set.of()), new RecordingListener()))
                .hasMessageStartingWith("Prompt has 64 tokens but the model reads at most 63");
    }

    @Test
    void who_gave_way_and_is_cancelled_ends_once_and_takes_nothing_along() {
        RecordingListener old = submit(20, 30);
        var young = new RecordingListener();
        Generation generation = engine.submit(request(21, 30), young);
        while (engine.stats().preemptions() == 0) {
            steps(1);
        }
        generation.cancel();
        steps(40);
        assertThat(young.await().outcome()).isEqualTo("CANCELLED");
        assertThat(young.violations).isEmpty();
        assertThat(old.await().outcome()).isEqualTo("LENGTH");
        assertThat(engine.stats().waiting() + engine.stats().decoding()).isZero();
    }

    @Test
    void each_pass_tells_how_many_wrote() {
        submit(20, 4);
        submit(21, 3);
        steps(10);
        assertThat(batches).isEqualTo(Arrays.asList(2, 2, 1));
    }

    private RecordingListener submit(int start, int newTokens) {
        RecordingListener listener = new RecordingListener();
        engine.submit(request(start, newTokens), listener);
        return listener;
    }

    private static GenerationRequest request(int start, int newTokens) {
        int[] prompt = IntStream.range(0, 20)
                .map(i -> (start + i * 7) % HashCausalLm.THROWS)
                .toArray();
        return new GenerationRequest(prompt, SamplingParams.GREEDY.withMaxNewTokens(newTokens), Set.of());
    }

    private void steps(int count) {
        for (int i = 0; i < count; i++) {
            engine.drain();
            engine.step();
        }
    }
}
