package dev.caduceus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What must follow is written at once and read in one go. Steps are taken by hand. */
class EngineJumpTest {
    private static final int STOP = 5;

    private final HashCausalLm lm = new HashCausalLm(60, 3);
    private final BatchingEngine engine = new BatchingEngine(
            lm,
            EngineLimits.DEFAULT
                    .withPrefillChunk(20)
                    .withPrefillChunkBesideDecoding(8)
                    .withSamplableIds(HashCausalLm.THROWS)
                    .withPromptLookup(0),
            () -> 0);

    @AfterEach
    void the_cache_was_used_rightly() {
        assertThat(lm.violations).isEmpty();
    }

    @Test
    void a_stretch_is_told_at_once_and_read_with_the_token_before_it() {
        RecordingListener listener = submit(10, new Stretch(1, 21, 22, 23, 24));
        steps(1);
        assertThat(listener.tokens).hasSize(5).endsWith(21, 22, 23, 24);
        steps(1);
        assertThat(listener.tokens).hasSize(6);
        assertThat(lm.calls).containsExactly("0@0+10", "0@10+5");
    }

    @Test
    void a_reply_may_begin_with_a_stretch() {
        RecordingListener listener = submit(10, new Stretch(0, 21, 22));
        steps(2);
        assertThat(listener.tokens).hasSize(3).startsWith(21, 22);
        assertThat(lm.calls).containsExactly("0@0+10", "0@10+2");
    }

    @Test
    void a_long_stretch_takes_its_share_of_a_step_and_neighbours_go_on() {
        RecordingListener neighbour = submit(10, LogitsProcessor.NONE);
        steps(1);
        submit(10, new Stretch(1, IntStream.range(20, 30).toArray()));
        steps(2);
        lm.calls.clear();
        int before = neighbour.tokens.size();
        steps(3);
        assertThat(lm.calls).containsExactly("0@12+1 1@10+4", "0@13+1 1@14+4", "0@14+1 1@18+3");
        assertThat(neighbour.tokens).hasSize(before + 3);
    }

    @Test
    void a_stretch_ends_at_a_stop_token() {
        RecordingListener listener = submit(10, new Stretch(1, 21, STOP, 23));
        steps(1);
        assertThat(listener.await().outcome()).isEqualTo("STOP");
        assertThat(listener.tokens).hasSize(3).endsWith(21, STOP);
        assertThat(listener.await().usage()).isEqualTo(new TokenUsage(10, 0, 3, 2, 0));
        assertThat(engine.stats().forcedTokens()).isEqualTo(2);
    }

    @Test
    void a_stretch_ends_at_the_limit_and_at_the_contexts_end() {
        RecordingListener limited =
                submit(10, new Stretch(1, IntStream.range(20, 40).toArray()));
        RecordingListener full =
                submit(50, new Stretch(1, IntStream.range(20, 40).toArray()));
        steps(6);
        assertThat(limited.await().outcome()).isEqualTo("LENGTH");
        assertThat(limited.tokens).hasSize(20);
        assertThat(full.await().outcome()).isEqualTo("LENGTH");
        assertThat(full.tokens).hasSize(10);
    }

    @Test
    void a_stretch_that_is_half_read_can_be_cancelled_and_what_was_read_is_found_again() {
        RecordingListener listener = new RecordingListener();
        int[] stretch = IntStream.range(20, 38).toArray();
        Generation generation = engine.submit(request(10, new Stretch(0, stretch)), listener);
        steps(2);
        generation.cancel();
        steps(1);
        assertThat(listener.await().outcome()).isEqualTo("CANCELLED");
        assertThat(listener.tokens).hasSize(18);
        RecordingListener next = new RecordingListener();
        int[] prompt = IntStream.concat(IntStream.of(prompt(10)), IntStream.of(stretch))
                .toArray();
        engine.submit(new GenerationRequest(prompt, SamplingParams.GREEDY.withMaxNewTokens(1), Set.of()), next);
        steps(1);
        assertThat(next.await().usage().cached()).isEqualTo(18);
    }

    /** After so many tokens these must follow, once. */
    private static final class Stretch implements LogitsProcessor {
        private final int[] ids;
        private int before;

        Stretch(int before, int... ids) {
            this.before = before;
            this.ids = ids;
        }

        @Override
        public void process(float[] logits) {
            logits[STOP] = Float.NEGATIVE_INFINITY;
        }

        @Override
        public void accepted(int id) {
            before--;
        }

        @Override
        public int[] forced() {
            return before == 0 ? ids : NOTHING_FORCED;
        }
    }

    private RecordingListener submit(int promptLength, LogitsProcessor processor) {
        RecordingListener listener = new RecordingListener();
        engine.submit(request(promptLength, processor), listener);
        return listener;
    }

    private static GenerationRequest request(int promptLength, LogitsProcessor processor) {
        SamplingParams sampling = SamplingParams.GREEDY.withMaxNewTokens(20);
        return new GenerationRequest(prompt(promptLength), sampling, Set.of(STOP), processor);
    }

    /** Each length begins in its own way, so that none finds another's rows. */
    private static int[] prompt(int length) {
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            ids.add((length + i * 7) % HashCausalLm.THROWS);
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private void steps(int count) {
        for (int i = 0; i < count; i++) {
            engine.drain();
            engine.step();
        }
    }
}
