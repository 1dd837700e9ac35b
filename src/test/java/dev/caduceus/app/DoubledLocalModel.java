package dev.caduceus.app;

import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.conversation.RoundObserver;
import dev.caduceus.conversation.Transcript;
import dev.caduceus.conversation.Turn;
import dev.caduceus.conversation.TurnGenerator;
import dev.caduceus.conversation.TurnListener;
import dev.caduceus.conversation.TurnSettings;
import dev.caduceus.engine.Engine;
import dev.caduceus.tokenizer.Tokenizer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.enterprise.inject.Vetoed;
import java.nio.file.Path;
import java.util.Set;

/** In the place of the real model: prompt, tokenizer, parser and loop are real, only the engine is another. */
@Vetoed // put in place by hand
class DoubledLocalModel extends LocalModel {
    private static final Path FOLDER = Path.of("src/main/resources/models/caduceus-mini");

    private final LocalModel real;
    private final TurnGenerator generator;

    DoubledLocalModel(CaduceusConfig config, LocalModel real, Tokenizer tokenizer, Engine engine) {
        super(config, RoundObserver.NONE, new TurnMeters(new SimpleMeterRegistry()), new Tracing(OpenTelemetry.noop()));
        this.real = real;
        generator = TurnGenerator.of(
                engine,
                tokenizer,
                TurnSettings.of(Set.of(tokenizer.addedTokens().get("<|im_end|>"))));
    }

    static Tokenizer tokenizer() {
        return Tokenizer.open(FOLDER);
    }

    @Override
    public Turn start(TurnRequest request, Transcript transcript, TurnListener listener) {
        return generator.start(request, transcript, listener);
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public SamplingParams sampling() {
        return SamplingParams.GREEDY;
    }

    @Override
    State state() {
        return real.state();
    }

    @Override
    LoadedModel ready() {
        return real.ready();
    }
}
