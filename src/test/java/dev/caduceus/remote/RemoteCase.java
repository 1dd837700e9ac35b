package dev.caduceus.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.ReplyFormat;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.GenerationRequest;
import dev.caduceus.engine.LogitsProcessor;
import dev.caduceus.engine.RecordingListener;
import dev.caduceus.remote.RemoteSettings.Server;
import dev.caduceus.tokenizer.Tokenizer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A remote engine, the embedded model's tokenizer, and two stubs that it may ask. */
class RemoteCase {
    static Tokenizer tokenizer;

    final StubCompletions first = new StubCompletions();
    final StubCompletions second = new StubCompletions();

    @BeforeAll
    static void open() {
        tokenizer = Tokenizer.open(Path.of("src/main/resources/models/caduceus-mini"));
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    static int end() {
        return tokenizer.addedTokens().get("<|im_end|>");
    }

    static RemoteSettings settings(Server server, URI... endpoints) {
        return new RemoteSettings(
                List.of(endpoints),
                server,
                "hermes",
                "secret",
                2048,
                8,
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                false);
    }

    /** @param patience for a first token */
    static RemoteSettings settings(Duration patience, Duration silence, URI... endpoints) {
        return new RemoteSettings(List.of(endpoints), Server.VLLM, "hermes", "", 2048, 8, patience, silence, false);
    }

    static RemoteSettings impatient(URI... endpoints) {
        return settings(Duration.ofSeconds(20), Duration.ofSeconds(1), endpoints);
    }

    static Engine engine(RemoteSettings settings) {
        return RemoteEngine.start(settings, tokenizer);
    }

    static GenerationRequest request(int... prompt) {
        return new GenerationRequest(prompt, SamplingParams.GREEDY, Set.of(end()));
    }

    /** @param output what the reply has to be */
    static GenerationRequest request(OutputConstraint output, int... prompt) {
        var logits = new LogitsProcessor() {
            @Override
            public void process(float[] logits) {}

            @Override
            public void accepted(int id) {}

            @Override
            public ReplyFormat format() {
                return new ReplyFormat(
                        ReplyFormat.FREE.dialect(), List.of(), ReplyFormat.FREE.toolChoice(), true, output, "");
            }
        };
        return new GenerationRequest(prompt, SamplingParams.GREEDY, Set.of(end()), logits);
    }

    static RecordingListener.Ending run(RemoteSettings settings, GenerationRequest request) {
        try (Engine engine = engine(settings)) {
            var listener = new RecordingListener();
            engine.submit(request, listener);
            RecordingListener.Ending ending = listener.await();
            assertThat(listener.violations).isEmpty();
            return ending;
        }
    }
}
