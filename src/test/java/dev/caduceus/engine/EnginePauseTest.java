package dev.caduceus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.SamplingParams;
import dev.caduceus.engine.RecordingListener.Ending;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two slots and readers that do not read, stepped by hand, a tenth of a second a step. */
class EnginePauseTest {
    private static final int NEW_TOKENS = 15;
    private static final int PROMPT = 20;
    private static final EngineLimits LIMITS = EngineLimits.DEFAULT
            .withSamplableIds(HashCausalLm.THROWS)
            .withPromptLookup(0)
            .withQueueTime(Duration.ofSeconds(30));

    private static final class Reader extends RecordingListener {
        private int room;

        Reader(int room) {
            this.room = room;
        }

        @Override
        public boolean hasRoom() {
            return tokens.size() < room;
        }

        void reads() {
            room = Integer.MAX_VALUE;
        }
    }

    private final HashCausalLm lm = new HashCausalLm(200, 2);
    private long now;

    @ParameterizedTest(name = "prefix cache {0}")
    @ValueSource(booleans = {true, false})
    void as_many_unread_as_there_are_slots_hold_nobody_up_and_write_on_when_they_are_read(boolean prefixCache) {
        var engine = engine(LIMITS.withPrefixCache(prefixCache));
        Reader[] unread = {submit(engine, 1, 3), submit(engine, 2, 4)};
        steps(engine, 5);
        Reader[] others = {submit(engine, 3, 100), submit(engine, 4, 100), submit(engine, 5, 100)};
        steps(engine, 60);
        assertThat(others).allMatch(RecordingListener::ended);
        assertThat(unread[0].tokens).hasSize(3);
        assertThat(unread[1].tokens).hasSize(4);
        assertThat(engine.stats().preemptions()).isEqualTo(2);
        assertThat(engine.stats().waiting()).isEqualTo(2);
        for (Reader reader : unread) {
            reader.reads();
        }
        steps(engine, 20);
        assertAsIfAlone(1, unread);
        assertAsIfAlone(3, others);
        assertThat(engine.stats().waiting() + engine.stats().decoding()).isZero();
        assertThat(lm.violations).isEmpty();
    }

    @Test
    void a_short_pause_or_one_that_is_in_nobodys_way_costs_no_slot() {
        var engine = engine(LIMITS);
        Reader[] unread = {submit(engine, 1, 3), submit(engine, 2, 3)};
        steps(engine, 5);
        Reader other = submit(engine, 3, 100);
        steps(engine, 5);
        assertThat(other.tokens).isEmpty();
        unread[0].reads();
        unread[1].reads();
        steps(engine, 40);
        Reader alone = submit(engine, 4, 3);
        steps(engine, 200);
        assertThat(engine.stats().decoding()).isEqualTo(1);
        assertThat(engine.stats().preemptions()).isZero();
        alone.reads();
        steps(engine, 20);
        assertAsIfAlone(1, unread[0], unread[1], other, alone);
    }

    @Test
    void the_longest_unread_gives_way_first_and_comes_before_those_that_wait() {
        var engine = engine(LIMITS);
        Reader briefly = submit(engine, 1, 6);
        Reader longest = submit(engine, 2, 2);
        steps(engine, 20);
        Reader other = submit(engine, 3, 100);
        steps(engine, 1);
        Reader later = submit(engine, 4, 100);
        assertThat(lm.calls.getLast()).startsWith("1@");
        assertThat(engine.stats().preemptions()).isEqualTo(1);
        briefly.reads();
        longest.reads();
        while (!longest.ended()) {
            assertThat(later.ended()).isFalse();
            steps(engine, 1);
        }
        steps(engine, 40);
        assertAsIfAlone(1, briefly, longest, other, later);
    }

    @Test
    void rows_that_are_not_read_are_given_to_who_needs_them() {
        var engine = engine(LIMITS.withKvRows(64).withKvAhead(0));
        Reader old = submit(engine, 1, 14);
        steps(engine, 30);
        Reader[] others = {submit(engine, 2, 100), submit(engine, 3, 100)};
        steps(engine, 100);
        assertThat(engine.stats().preemptions()).isPositive();
        assertAsIfAlone(2, others);
        old.reads();
        steps(engine, 30);
        assertAsIfAlone(1, old);
        assertThat(lm.mostTouched()).isLessThanOrEqualTo(64);
    }

    @Test
    void who_gave_way_and_is_cancelled_unread_ends_once() {
        var engine = engine(LIMITS);
        Reader[] unread = {new Reader(3), new Reader(3)};
        Generation first = engine.submit(request(1), unread[0]);
        engine.submit(request(2), unread[1]);
        steps(engine, 20);
        Reader other = submit(engine, 3, 100);
        steps(engine, 2);
        assertThat(engine.stats().preemptions()).isEqualTo(1);
        first.cancel();
        unread[1].reads();
        steps(engine, 60);
        assertThat(unread[0].await().outcome()).isEqualTo("CANCELLED");
        assertThat(unread[0].violations).isEmpty();
        assertAsIfAlone(2, unread[1], other);
        assertThat(engine.stats().waiting() + engine.stats().decoding()).isZero();
    }

    private BatchingEngine engine(EngineLimits limits) {
        return new BatchingEngine(lm, limits, () -> now);
    }

    private void steps(BatchingEngine engine, int count) {
        for (int i = 0; i < count; i++) {
            engine.drain();
            engine.step();
            now += 100_000_000;
        }
    }

    private static Reader submit(BatchingEngine engine, int number, int room) {
        Reader reader = new Reader(room);
        engine.submit(request(number), reader);
        return reader;
    }

    /** Drawn, not greedy: the random numbers have to go on where they were, too. */
    private static GenerationRequest request(int number) {
        int[] prompt = IntStream.range(0, PROMPT)
                .map(i -> (number * 5 + i * 7) % HashCausalLm.THROWS)
                .toArray();
        SamplingParams sampling =
                SamplingParams.GREEDY.withTemperature(1.2).withSeed(number).withRepetitionPenalty(1.1);
        return new GenerationRequest(prompt, sampling.withMaxNewTokens(NEW_TOKENS), Set.of());
    }

    private static void assertAsIfAlone(int firstNumber, Reader... readers) {
        int number = firstNumber;
        for (Reader reader : readers) {
            Ending alone = NaiveGeneration.run(new HashCausalLm(200, 1), request(number++), HashCausalLm.THROWS);
            assertThat(reader.ended()).isTrue();
            assertThat(reader.await().tokens()).isEqualTo(alone.tokens());
            assertThat(reader.await().outcome()).isEqualTo("LENGTH");
            assertThat(reader.await().usage().prompt()).isEqualTo(PROMPT);
            assertThat(reader.violations).isEmpty();
        }
    }
}
