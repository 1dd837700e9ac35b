package dev.caduceus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.engine.RecordingListener.Ending;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Steps taken by hand, one sequence of calls at a time. */
class EngineStepTest {
    private static final EngineLimits LIMITS = EngineLimits.DEFAULT
            .withPrefillChunk(10)
            .withPrefillChunkBesideDecoding(4)
            .withSamplableIds(HashCausalLm.THROWS)
            .withPromptLookup(0);

    private final HashCausalLm lm = new HashCausalLm(200, 3);
    private final AtomicLong nanos = new AtomicLong();
    private BatchingEngine engine = engine(LIMITS);

    @AfterEach
    void the_cache_was_used_rightly() {
        assertThat(lm.violations).isEmpty();
    }

    @Test
    void a_prompt_is_read_in_chunks_and_the_last_gives_the_first_token() {
        RecordingListener listener = submit(ids(1, 25), 3);
        steps(3);
        assertThat(lm.calls).containsExactly("0@0+10", "0@10+10", "0@20+5");
        assertThat(listener.tokens).hasSize(1);
        steps(2);
        assertThat(listener.await().outcome()).isEqualTo("LENGTH");
        assertThat(listener.await().usage().prompt()).isEqualTo(25);
        assertThat(listener.await().usage().completion()).isEqualTo(3);
    }

    @Test
    void prompts_take_turns_and_a_short_one_is_not_behind_a_long_one() {
        submit(ids(1, 30), 1);
        submit(ids(20, 8), 1);
        submit(ids(40, 20), 1);
        steps(4);
        assertThat(lm.calls).containsExactly("0@0+10", "1@0+8", "2@0+10", "0@10+10");
    }

    @Test
    void several_short_prompts_share_a_pass() {
        submit(ids(1, 4), 1);
        submit(ids(20, 4), 1);
        submit(ids(40, 4), 1);
        steps(2);
        assertThat(lm.calls).containsExactly("0@0+4 1@0+4", "2@0+4");
    }

    @Test
    void who_writes_goes_on_in_the_same_pass_while_prompts_are_read_in_smaller_chunks() {
        submit(ids(1, 5), 9);
        steps(1);
        submit(ids(30, 12), 2);
        lm.calls.clear();
        steps(4);
        assertThat(lm.calls).containsExactly("1@0+4 0@5+1", "1@4+4 0@6+1", "1@8+4 0@7+1", "0@8+1 1@12+1");
        assertThat(engine.stats().decodeSteps()).isEqualTo(4);
        assertThat(engine.stats().decodeTokens()).isEqualTo(5);
    }

    @Test
    void one_tools_prompt_is_read_once_for_all_that_arrive_together() {
        int[] tools = ids(1, 60);
        RecordingListener first = submit(joined(tools, ids(2, 5)), 1);
        RecordingListener second = submit(joined(tools, ids(3, 5)), 1);
        RecordingListener third = submit(joined(tools, ids(4, 5)), 1);
        steps(20);
        assertThat(first.await().usage().cached()).isZero();
        assertThat(second.await().usage().cached()).isEqualTo(60);
        assertThat(third.await().usage().cached()).isEqualTo(60);
        assertThat(engine.stats().prefillTokens()).isEqualTo(65 + 5 + 5);
        assertThat(engine.stats().cachedTokens()).isEqualTo(120);
    }

    @Test
    void those_behind_go_on_when_the_one_they_waited_for_is_cancelled() {
        int[] tools = ids(1, 60);
        RecordingListener first = new RecordingListener();
        Generation generation = engine.submit(request(joined(tools, ids(2, 5)), 1), first);
        RecordingListener second = submit(joined(tools, ids(3, 5)), 1);
        steps(2);
        generation.cancel();
        steps(10);
        assertThat(first.await().outcome()).isEqualTo("CANCELLED");
        assertThat(first.await().usage().prompt()).isEqualTo(20);
        assertThat(second.await().outcome()).isEqualTo("LENGTH");
        assertThat(second.await().usage().cached()).isEqualTo(20);
    }

    @Test
    void a_next_turn_finds_all_of_the_last_one() {
        int[] prompt = ids(1, 50);
        RecordingListener first = submit(prompt, 8);
        steps(20);
        int[] reply = first.await().tokens().stream().mapToInt(id -> id).toArray();
        RecordingListener second = submit(joined(joined(prompt, reply), ids(9, 6)), 2);
        steps(5);
        // the last token of the reply was never read
        assertThat(second.await().usage().cached()).isEqualTo(50 + 7);
    }

    @Test
    void a_queue_that_is_full_refuses_at_once_and_counts_only_those_that_wait() {
        engine = engine(LIMITS.withQueueLength(2));
        for (int i = 0; i < lm.slots() + 2; i++) {
            submit(ids(i, 5), 1);
        }
        assertThatThrownBy(() -> submit(ids(1, 5), 1))
                .hasMessage("2 requests wait and queue-length allows 2; try again later")
                .extracting(e -> ((CaduceusException) e).code())
                .isEqualTo(ErrorCode.OVERLOADED);
        steps(2);
        submit(ids(1, 5), 1);
        assertThat(engine.stats().refused()).isEqualTo(1);
    }

    @Test
    void a_request_that_waits_too_long_fails_and_those_with_a_slot_stay() {
        engine = engine(LIMITS.withQueueTime(Duration.ofMillis(500)));
        RecordingListener[] running = IntStream.range(0, lm.slots())
                .mapToObj(i -> submit(ids(i, 5), 50))
                .toArray(RecordingListener[]::new);
        steps(2);
        RecordingListener waiting = submit(ids(9, 5), 50);
        nanos.addAndGet(Duration.ofMillis(500).toNanos());
        steps(1);
        assertThat(waiting.ended()).isFalse();
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        steps(1);
        assertThat(waiting.await().outcome()).isEqualTo("OVERLOADED");
        assertThat(waiting.await().message())
                .isEqualTo("Waited 501 ms for a slot, longer than queue-time allows (500 ms); try again later");
        assertThat(running).noneMatch(RecordingListener::ended);
    }

    @Test
    void a_prompt_that_leaves_no_room_for_a_token_is_refused_at_once() {
        assertThatThrownBy(() -> submit(ids(1, 200), 1))
                .hasMessageStartingWith("Prompt has 200 tokens but the model reads at most 199")
                .extracting(e -> ((CaduceusException) e).code())
                .isEqualTo(ErrorCode.PROMPT_TOO_LONG);
        RecordingListener fits = submit(ids(1, 199), 50);
        steps(30);
        assertThat(fits.await().outcome()).isEqualTo("LENGTH");
        assertThat(fits.tokens).hasSize(1);
    }

    @Test
    void an_id_that_the_model_does_not_have_is_refused_at_once() {
        assertThatThrownBy(() -> submit(new int[] {1, 64}, 1))
                .hasMessageContaining("token id 64")
                .hasMessageContaining("0 to 63");
        assertThatThrownBy(() -> submit(new int[] {-1}, 1)).hasMessageContaining("token id -1");
        assertThatThrownBy(() -> submit(new int[0], 1)).hasMessageContaining("at least one token");
    }

    @Test
    void a_stop_token_is_reported_and_ends_the_sequence() {
        int[] prompt = ids(1, 10);
        Ending whole = NaiveGeneration.run(new HashCausalLm(200, 1), request(prompt, 20), HashCausalLm.SAMPLABLE);
        int stop = whole.tokens().get(7);
        RecordingListener listener = new RecordingListener();
        engine.submit(new GenerationRequest(prompt, SamplingParams.GREEDY, Set.of(stop)), listener);
        steps(20);
        assertThat(listener.await().outcome()).isEqualTo("STOP");
        assertThat(listener.tokens)
                .isEqualTo(whole.tokens().subList(0, whole.tokens().indexOf(stop) + 1));
    }

    @Test
    void a_poisoned_row_is_not_inherited() {
        int[] prompt = joined(ids(1, 20), new int[] {HashCausalLm.NAN});
        RecordingListener broken = submit(prompt, 5);
        steps(5);
        assertThat(broken.await().outcome()).isEqualTo("INTERNAL");
        assertThat(broken.await().message()).contains("logit of id 3 is NaN");
        RecordingListener next = submit(joined(ids(1, 20), ids(5, 5)), 2);
        steps(5);
        assertThat(next.await().outcome()).isEqualTo("LENGTH");
        assertThat(next.await().usage().cached()).isZero();
    }

    @Test
    void a_failing_row_leaves_its_batch_and_the_others_go_on() {
        engine = engine(LIMITS.withSamplableIds(HashCausalLm.THROWS + 1));
        RecordingListener good = submit(ids(1, 3), 6);
        RecordingListener bad = new RecordingListener();
        engine.submit(
                new GenerationRequest(ids(9, 3), SamplingParams.GREEDY, Set.of(), writing(HashCausalLm.THROWS)), bad);
        RecordingListener alsoGood = submit(ids(19, 3), 6);
        steps(12);
        assertThat(bad.await().outcome()).isEqualTo("INTERNAL");
        assertThat(bad.await().message()).contains("met the id that throws");
        assertThat(bad.tokens).containsExactly(HashCausalLm.THROWS);
        for (RecordingListener listener : new RecordingListener[] {good, alsoGood}) {
            assertThat(listener.await().outcome()).isEqualTo("LENGTH");
        }
        assertThat(good.tokens)
                .isEqualTo(NaiveGeneration.run(new HashCausalLm(200, 1), request(ids(1, 3), 6), HashCausalLm.THROWS)
                        .tokens());
    }

    private static LogitsProcessor writing(int only) {
        return new LogitsProcessor() {
            @Override
            public void process(float[] logits) {
                logits[only] = 99;
            }

            @Override
            public void accepted(int id) {}
        };
    }

    private BatchingEngine engine(EngineLimits limits) {
        return new BatchingEngine(lm, limits, nanos::get);
    }

    private RecordingListener submit(int[] prompt, int newTokens) {
        RecordingListener listener = new RecordingListener();
        engine.submit(request(prompt, newTokens), listener);
        return listener;
    }

    private static GenerationRequest request(int[] prompt, int newTokens) {
        return new GenerationRequest(prompt, SamplingParams.GREEDY.withMaxNewTokens(newTokens), Set.of());
    }

    private void steps(int count) {
        for (int i = 0; i < count; i++) {
            engine.drain();
            engine.step();
        }
    }

    private static int[] ids(int start, int length) {
        return IntStream.range(0, length)
                .map(i -> (start + i * 7) % HashCausalLm.THROWS)
                .toArray();
    }

    private static int[] joined(int[] first, int[] second) {
        return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
    }
}
