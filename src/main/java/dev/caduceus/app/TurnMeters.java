package dev.caduceus.app;

import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.TokenUsage;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.EngineStats;
import dev.caduceus.engine.ForwardingListener;
import dev.caduceus.engine.Generation;
import dev.caduceus.engine.GenerationListener;
import dev.caduceus.engine.GenerationRequest;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** What a reply is like for whoever waits for it, at {@code /q/metrics}: taken where the engine hands over its tokens. */
@ApplicationScoped
public class TurnMeters {
    private static final double NANOS = 1e9;

    private final Timer firstToken;
    private final DistributionSummary rate;
    private final DistributionSummary tokens;
    private final DistributionSummary cached;
    private final DistributionSummary batches;

    @Inject
    TurnMeters(MeterRegistry registry) {
        firstToken = Timer.builder("caduceus.time.to.first.token")
                .description("From the request's entry into the queue to its first token")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(5))
                .maximumExpectedValue(Duration.ofMinutes(2))
                .register(registry);
        rate = DistributionSummary.builder("caduceus.generation.rate")
                .description("Tokens a second of one reply, after its first token")
                .publishPercentileHistogram()
                .minimumExpectedValue(0.5)
                .maximumExpectedValue(1000.0)
                .register(registry);
        tokens = DistributionSummary.builder("caduceus.generation.tokens")
                .description("Tokens of one reply")
                .register(registry);
        cached = DistributionSummary.builder("caduceus.prompt.cached.ratio")
                .description("Part of one prompt that the prefix cache held")
                .register(registry);
        batches = DistributionSummary.builder("caduceus.engine.batch.size")
                .description("Sequences that wrote in one pass of the network")
                .serviceLevelObjectives(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64)
                .register(registry);
    }

    /** After a pass in which so many sequences wrote. */
    void batch(int sequences) {
        batches.record(sequences);
    }

    /** The same engine, its replies measured. */
    Engine measured(Engine engine) {
        return new Engine() {
            @Override
            public Generation submit(GenerationRequest request, GenerationListener listener) {
                return engine.submit(request, new Measured(listener, System.nanoTime()));
            }

            @Override
            public int contextLength() {
                return engine.contextLength();
            }

            @Override
            public EngineStats stats() {
                return engine.stats();
            }

            @Override
            public void close() {
                engine.close();
            }
        };
    }

    private final class Measured extends ForwardingListener {
        private final long submitted;
        private long first;
        private long last;
        private int written;

        Measured(GenerationListener listener, long submitted) {
            super(listener);
            this.submitted = submitted;
        }

        @Override
        public void token(int id) {
            last = System.nanoTime();
            if (written++ == 0) {
                first = last;
                firstToken.record(Duration.ofNanos(first - submitted));
            }
            super.token(id);
        }

        @Override
        public void finished(FinishReason reason, TokenUsage usage) {
            if (written > 0) {
                tokens.record(written);
                cached.record((double) usage.cached() / usage.prompt());
            }
            if (last > first) {
                rate.record((written - 1) * NANOS / (last - first));
            }
            super.finished(reason, usage);
        }
    }
}
