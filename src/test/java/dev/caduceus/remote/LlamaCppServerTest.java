package dev.caduceus.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.Generation;
import dev.caduceus.engine.GenerationRequest;
import dev.caduceus.engine.RecordingListener;
import dev.caduceus.remote.RemoteSettings.Server;
import dev.caduceus.schema.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a llama.cpp server of September 2026 (de3ff81) was seen to say, with the embedded model as GGUF. */
class LlamaCppServerTest extends RemoteCase {
    /** Fields that it refuses below these: {@code server-schema.cpp}, set_hard_limits. */
    private static final Map<String, Integer> LEAST = Map.of("max_tokens", -1, "repeat_last_n", 0);

    private static final String LOADING =
            "{\"error\":{\"message\":\"Loading model\",\"type\":\"unavailable_error\",\"code\":503}}";
    private static final String TOO_LONG =
            "{\"error\":{\"code\":400,\"message\":\"request (20000 tokens) exceeds the available context size (2048"
                    + " tokens), try increasing it\",\"type\":\"exceed_context_size_error\",\"n_prompt_tokens\":20000,"
                    + "\"n_ctx\":2048}}";

    /** It takes the request as the real one does, and answers with what that one wrote under {@code root ::= "é🎈ü🎈"}. */
    private void answers() throws IOException {
        String recorded = Files.readString(Path.of("src/test/resources/remote/llama-cpp.sse"));
        first.always = exchange -> {
            JsonNode body = first.bodies.getLast();
            for (var least : LEAST.entrySet()) {
                if (body.path(least.getKey()).asInt(least.getValue()) < least.getValue()) {
                    StubCompletions.status(400, refusal(least.getKey(), body)).to(exchange);
                    return;
                }
            }
            StubCompletions.raw(recorded).to(exchange);
        };
    }

    private static String refusal(String field, JsonNode body) {
        return "{\"error\":{\"code\":400,\"message\":\"Field '%s': Value must be between 0 <= value <= 2147483647, but got %s\"}}"
                .formatted(field, body.get(field));
    }

    @Test
    void its_events_name_the_last_token_of_each_character_and_all_of_them_are_found() throws IOException {
        answers();
        var ending = run(settings(Server.LLAMA_CPP, first.uri()), request(1));
        assertThat(ending.outcome()).isEqualTo("STOP");
        int[] text = tokenizer.encodePlain("é🎈ü🎈");
        assertThat(ending.tokens())
                .as("11 tokens, as its usage says")
                .hasSize(11)
                .containsExactlyElementsOf(IntStream.concat(IntStream.of(text), IntStream.of(end()))
                        .boxed()
                        .toList());
        assertThat(ending.usage().cached()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.3})
    void no_field_is_outside_of_what_it_takes(double penalty) throws IOException {
        answers();
        var sampling = SamplingParams.GREEDY.withTemperature(0.8).withRepetitionPenalty(penalty);
        var ending = run(
                settings(Server.LLAMA_CPP, first.uri()), new GenerationRequest(new int[] {1}, sampling, Set.of(end())));
        assertThat(ending.outcome()).isEqualTo("STOP");
        JsonNode body = first.bodies.getFirst();
        assertThat(body.get("repeat_last_n").asInt()).isEqualTo(2048);
        assertThat(Json.write(body.get("samplers")))
                .as("in the order of the engine's own sampler, not of the server's")
                .isEqualTo("[\"penalties\", \"temperature\", \"top_k\", \"top_p\"]");
    }

    @Test
    void while_it_loads_its_model_it_is_asked_again() throws IOException {
        answers();
        first.then(StubCompletions.status(503, LOADING, "Content-Type", "application/json; charset=utf-8"));
        assertThat(run(settings(Server.LLAMA_CPP, first.uri()), request(1)).outcome())
                .isEqualTo("STOP");
        assertThat(first.bodies).hasSize(2);
    }

    @Test
    void a_prompt_past_a_slots_context_is_told_with_its_numbers() {
        first.always = StubCompletions.status(400, TOO_LONG, "Content-Type", "application/json; charset=utf-8");
        var ending = run(settings(Server.LLAMA_CPP, first.uri()), request(1));
        assertThat(ending.outcome()).isEqualTo("REMOTE_FAILED");
        assertThat(ending.message()).contains("2048 tokens").contains("context-length");
    }

    @Test
    void what_was_cached_is_known_to_who_leaves_with_the_last_token() throws IOException {
        answers();
        try (Engine engine = engine(settings(Server.LLAMA_CPP, first.uri()))) {
            var generation = new CompletableFuture<Generation>();
            var listener = new RecordingListener() {
                @Override
                public void token(int id) {
                    super.token(id);
                    if (id == end()) {
                        generation.join().cancel();
                    }
                }
            };
            generation.complete(engine.submit(request(1), listener));
            assertThat(listener.await().usage().cached()).isEqualTo(9);
        }
    }

    @Test
    void one_that_goes_on_behind_the_end_of_the_turn_is_not_listened_to() throws Exception {
        first.always =
                first.endless(StubCompletions.token(70), StubCompletions.token(end()), StubCompletions.token(71));
        var ending = run(settings(Server.LLAMA_CPP, first.uri()), request(1));
        assertThat(ending.outcome()).isEqualTo("STOP");
        assertThat(ending.tokens()).containsExactly(70, end());
        for (int i = 0; i < 3_000 && first.listeners.get() > 0; i++) {
            Thread.sleep(10);
        }
        assertThat(first.listeners).hasValue(0);
    }
}
