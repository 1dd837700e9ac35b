package dev.caduceus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.SamplingParams;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guesses pay for themselves, whatever a row more costs. The clock goes on by what a pass of so many rows takes. */
class EngineGuessCostTest {
    private static final int VOCABULARY = 64;
    private static final int WRITTEN = 3000;
    private static final int[] POEM = IntStream.range(0, 120).map(i -> i % 24).toArray();

    /** A pass's time by its rows. */
    private enum Machine {
        /** Waits for its weights. */
        FREE(rows -> 1000 + 5 * rows),
        A_TWENTIETH(rows -> 1000 + 50 * rows),
        /** Widens its weights for every product of more than one row. */
        DOUBLING(rows -> rows == 1 ? 1000 : 1800 + 60 * rows),
        ROW_BY_ROW(rows -> 1000 * rows);

        private final IntUnaryOperator nanos;

        Machine(IntUnaryOperator nanos) {
            this.nanos = nanos;
        }
    }

    /** How a reply goes on. */
    private enum Reply {
        ALL_COPIED(length -> length % 24),
        /** Stretches of some forty ids are copied, then some forty new ones written. */
        IN_STRETCHES(length -> length / 40 % 2 == 0 ? length % 24 : noise(length)),
        HALF_COPIED(length -> noise(length) % 2 == 0 ? length % 24 : noise(length)),
        NOTHING_COPIED(EngineGuessCostTest::noise);

        private final IntUnaryOperator id;

        Reply(IntUnaryOperator id) {
            this.id = id;
        }
    }

    /** Writes the reply, and passes the time. */
    private static final class TimedLm extends SlotRows {
        private final Machine machine;
        private final Reply reply;
        private long nanos;

        TimedLm(Machine machine, Reply reply) {
            super(VOCABULARY, POEM.length + WRITTEN, 1);
            this.machine = machine;
            this.reply = reply;
        }

        @Override
        protected float[] logits(int[] tokens) {
            float[] logits = new float[VOCABULARY];
            logits[reply.id.applyAsInt(tokens.length)] = 1;
            return logits;
        }

        @Override
        public float[][] forward(List<Span> spans) {
            nanos += machine.nanos.applyAsInt(
                    spans.stream().mapToInt(span -> span.ids().length).sum());
            return super.forward(spans);
        }
    }

    @ParameterizedTest(name = "{1} on a machine of {0}: at most {2} of the time without guesses")
    @CsvSource({
        "FREE,         ALL_COPIED,     0.20",
        "FREE,         IN_STRETCHES,   0.75",
        "FREE,         HALF_COPIED,    1.00",
        "FREE,         NOTHING_COPIED, 1.01",
        "A_TWENTIETH,  ALL_COPIED,     0.25",
        "A_TWENTIETH,  IN_STRETCHES,   0.80",
        "A_TWENTIETH,  HALF_COPIED,    1.01",
        "A_TWENTIETH,  NOTHING_COPIED, 1.01",
        "DOUBLING,     ALL_COPIED,     0.40",
        "DOUBLING,     IN_STRETCHES,   1.00",
        "DOUBLING,     HALF_COPIED,    1.02",
        "DOUBLING,     NOTHING_COPIED, 1.02",
        "ROW_BY_ROW,   ALL_COPIED,     1.02",
        "ROW_BY_ROW,   IN_STRETCHES,   1.02",
        "ROW_BY_ROW,   HALF_COPIED,    1.02",
        "ROW_BY_ROW,   NOTHING_COPIED, 1.02",
    })
    void guesses_pay_for_themselves(Machine machine, Reply reply, double most) {
        long guessing = time(machine, reply, EngineLimits.DEFAULT);
        long plain = time(machine, reply, EngineLimits.DEFAULT.withPromptLookup(0));
        assertThat((double) guessing / plain).isLessThanOrEqualTo(most);
    }

    private static long time(Machine machine, Reply reply, EngineLimits limits) {
        var lm = new TimedLm(machine, reply);
        var engine = new BatchingEngine(lm, limits, () -> lm.nanos);
        var listener = new RecordingListener();
        var greedy = SamplingParams.GREEDY.withMaxNewTokens(WRITTEN);
        engine.submit(new GenerationRequest(POEM, greedy, Set.of()), listener);
        while (!listener.ended()) {
            engine.drain();
            engine.step();
        }
        assertThat(listener.await().tokens()).hasSize(WRITTEN);
        assertThat(lm.violations).isEmpty();
        return lm.nanos;
    }

    /** Of the vocabulary, and the same for the same length (Steele, Lea, Flood 2014, "SplitMix64"). */
    private static int noise(int length) {
        long mixed = (length + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        return (int) Math.floorMod(mixed ^ (mixed >>> 27), (long) VOCABULARY);
    }
}
