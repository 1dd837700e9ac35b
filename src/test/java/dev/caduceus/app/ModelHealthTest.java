package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.SamplingParams;
import dev.caduceus.conversation.RoundObserver;
import dev.caduceus.conversation.TurnGenerator;
import dev.caduceus.conversation.TurnSettings;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.EngineLimits;
import dev.caduceus.model.CausalLm;
import dev.caduceus.tokenizer.Tokenizer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.enterprise.inject.Vetoed;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class ModelHealthTest {
    private final Tokenizer tokenizer = DoubledLocalModel.tokenizer();

    @Test
    void an_engine_that_ended_is_neither_ready_nor_alive() {
        Engine engine = Engine.start(new Silent(), EngineLimits.DEFAULT);
        var model = new Loaded(tokenizer, engine);

        assertThat(new ModelHealth(model).call().getStatus()).isEqualTo(Status.UP);
        assertThat(new EngineLiveness(model).call().getStatus()).isEqualTo(Status.UP);

        engine.close();

        assertThat(new ModelHealth(model).call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(new EngineLiveness(model).call().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void an_engine_that_does_not_count_is_taken_for_alive() {
        var model = new Loaded(tokenizer, new EchoEngine(tokenizer));

        assertThat(new ModelHealth(model).call().getStatus()).isEqualTo(Status.UP);
        assertThat(new EngineLiveness(model).call().getStatus()).isEqualTo(Status.UP);
    }

    /** A model that nobody asks anything. */
    private static final class Silent implements CausalLm {
        @Override
        public int vocabularySize() {
            return 8;
        }

        @Override
        public int contextLength() {
            return 16;
        }

        @Override
        public int slots() {
            return 1;
        }

        @Override
        public float[][] forward(List<Span> spans) {
            throw new IllegalStateException("nobody asks");
        }

        @Override
        public void copyPrefix(int from, int to, int length) {}

        @Override
        public void close() {}
    }

    /** A model that is loaded. */
    @Vetoed // no bean
    private static final class Loaded extends LocalModel {
        private final State state;

        Loaded(Tokenizer tokenizer, Engine engine) {
            super(
                    new SmallRyeConfigBuilder()
                            .addDiscoveredConverters()
                            .withMapping(CaduceusConfig.class)
                            .build()
                            .getConfigMapping(CaduceusConfig.class),
                    RoundObserver.NONE,
                    new TurnMeters(new SimpleMeterRegistry()),
                    new Tracing(OpenTelemetry.noop()));
            state = new State.Ready(new LoadedModel(
                    "loaded",
                    false,
                    tokenizer,
                    engine,
                    TurnGenerator.of(engine, tokenizer, TurnSettings.of(Set.of())),
                    SamplingParams.GREEDY));
        }

        @Override
        State state() {
            return state;
        }
    }
}
