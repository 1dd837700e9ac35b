package dev.caduceus.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.Generation;
import dev.caduceus.engine.GenerationRequest;
import dev.caduceus.engine.RecordingListener;
import dev.caduceus.remote.RemoteSettings.Server;
import dev.caduceus.schema.JsonSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RemoteEngineTest extends RemoteCase {
    private static final String USAGE =
            "{\"choices\": [], \"usage\": {\"completion_tokens\": 3, \"prompt_tokens_details\": {\"cached_tokens\": 5}}}";

    @Test
    void the_prompt_goes_as_ids_and_tokens_come_back_as_ids() {
        first.then(StubCompletions.events(
                StubCompletions.token(70), StubCompletions.tokens("[71, " + end() + "]", "\"stop\""), USAGE, "[DONE]"));
        var sampling = SamplingParams.GREEDY
                .withTemperature(0.5)
                .withMaxNewTokens(3_000)
                .withSeed(7);
        var ending = run(
                settings(Server.VLLM, first.uri()), new GenerationRequest(new int[] {5, 6}, sampling, Set.of(end())));
        assertThat(ending.outcome()).isEqualTo("STOP");
        assertThat(ending.tokens()).containsExactly(70, 71, end());
        assertThat(ending.usage().cached()).isEqualTo(5);
        JsonNode body = first.bodies.getFirst();
        assertThat(body.get("prompt")).hasToString("[5,6]");
        assertThat(body.get("max_tokens").asInt()).isEqualTo(2046);
        assertThat(body.get("skip_special_tokens").asBoolean()).isFalse();
        assertThat(body.get("return_token_ids").asBoolean()).isTrue();
        assertThat(body.get("stop_token_ids")).hasToString("[" + end() + "]");
        assertThat(body.get("seed").asInt()).isEqualTo(7);
        assertThat(first.keys).containsExactly("Bearer secret");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_stream_cut_anywhere_with_any_line_ends_says_the_same(int seed) {
        var random = new Random(seed);
        String newline = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
        String text = ": hello 🎈" + newline + newline + "event: x" + newline
                + "data: {\"choices\": [{\"text\": \"é🎈\"," + newline + "data:\"token_ids\": [80, 81]}]}" + newline
                + newline
                + "data: " + StubCompletions.tokens("[" + end() + "]", "\"stop\"") + newline + newline
                + "data: [DONE]" + newline + newline;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var pieces = new ArrayList<byte[]>();
        for (int at = 0; at < bytes.length; ) {
            int next = Math.min(bytes.length, at + 1 + random.nextInt(1 + seed % 40));
            pieces.add(Arrays.copyOfRange(bytes, at, next));
            at = next;
        }
        first.then(StubCompletions.pieces(pieces));
        assertThat(run(settings(Server.VLLM, first.uri()), request(1)).tokens()).containsExactly(80, 81, end());
    }

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    @Test
    void a_limit_and_an_end_that_is_said_more_than_once_end_the_sequence_once() {
        String last = StubCompletions.tokens("[71]", "\"length\"");
        first.then(
                StubCompletions.events(StubCompletions.token(70), last, last, USAGE, USAGE, "[DONE]", "[DONE]", last));
        var ending = run(settings(Server.VLLM, first.uri()), request(1));
        assertThat(ending.outcome()).isEqualTo("LENGTH");
        assertThat(ending.tokens()).containsExactly(70, 71);
    }

    @Test
    void an_end_without_done_is_an_end() {
        first.then(StubCompletions.broken(StubCompletions.tokens("[70, " + end() + "]", "\"stop\"")));
        assertThat(run(settings(Server.VLLM, first.uri()), request(1)).outcome())
                .isEqualTo("STOP");
    }

    @Test
    void text_whose_tokens_nobody_names_is_refused() {
        first.then(StubCompletions.events("{\"choices\": [{\"text\": \"<tool_call>\"}]}"));
        var ending = run(settings(Server.VLLM, first.uri()), request(1));
        assertThat(ending.outcome()).isEqualTo("REMOTE_FAILED");
        assertThat(ending.message()).contains("does not say which tokens");
    }

    @Test
    void an_id_that_the_tokenizer_does_not_have_is_refused() {
        first.then(StubCompletions.events(StubCompletions.token(9_999_999)));
        assertThat(run(settings(Server.VLLM, first.uri()), request(1)).message())
                .contains("9999999");
    }

    @Test
    void a_prompt_past_the_context_and_a_request_too_many_are_refused_at_once() {
        first.always = first.endless(StubCompletions.token(70));
        try (Engine engine = engine(settings(Server.VLLM, first.uri()))) {
            assertThatThrownBy(() -> engine.submit(request(new int[2048]), new RecordingListener()))
                    .isInstanceOfSatisfying(
                            CaduceusException.class,
                            error -> assertThat(error.code()).isEqualTo(ErrorCode.PROMPT_TOO_LONG));
            for (int i = 0; i < 8; i++) {
                engine.submit(request(i + 1), new RecordingListener());
            }
            assertThatThrownBy(() -> engine.submit(request(1), new RecordingListener()))
                    .isInstanceOfSatisfying(
                            CaduceusException.class,
                            error -> assertThat(error.code()).isEqualTo(ErrorCode.OVERLOADED));
        }
    }

    @Test
    void a_cancelled_sequence_closes_its_connection_whenever_it_is_cancelled() throws Exception {
        first.always = first.endless(StubCompletions.token(70));
        var random = new Random(7);
        try (Engine engine = engine(settings(Server.VLLM, first.uri()))) {
            for (int i = 0; i < 300; i++) {
                var listener = new RecordingListener();
                Generation generation = engine.submit(request(1), listener);
                LockSupport.parkNanos(random.nextLong(5_000_000));
                generation.cancel();
                assertThat(listener.await().outcome()).isEqualTo("CANCELLED");
                generation.cancel();
            }
            for (int i = 0; i < 3_000 && first.listeners.get() > 0; i++) {
                Thread.sleep(10);
            }
            assertThat(first.listeners).as("seed 7").hasValue(0);
            assertThat(engine.stats().decoding()).isZero();
        }
    }

    @Test
    void json_that_is_not_what_was_asked_for_is_a_failure_and_the_schema_goes_along() {
        var output = json("{\"type\": \"object\", \"required\": [\"a\"]}");
        first.always = written("{\"b\": 1}");
        assertThat(run(settings(Server.VLLM, first.uri()), request(output, 1)).outcome())
                .isEqualTo("BAD_STRUCTURED_ANSWER");
        assertThat(first.bodies
                        .getFirst()
                        .at("/structured_outputs/json/required/0")
                        .asText())
                .isEqualTo("a");
        first.always = written("{\n \"a\": 1}");
        assertThat(run(settings(Server.VLLM, first.uri()), request(output, 1)).outcome())
                .isEqualTo("STOP");
        assertThat(run(settings(Server.VLLM, first.uri()), request(OutputConstraint.JSON_OBJECT, 1))
                        .outcome())
                .isEqualTo("STOP");
    }

    @Test
    void a_pattern_keeps_no_thread_busy_and_the_rest_of_its_schema_is_checked() {
        String endless = "a".repeat(60) + "!";
        var value = json("{\"properties\": {\"a\": {\"pattern\": \"^(a+)+$\"}, \"b\": {\"type\": \"integer\"}}}");
        first.always = written("{\"a\": \"" + endless + "\", \"b\": 1}");
        assertThat(run(settings(Server.VLLM, first.uri()), request(value, 1)).outcome())
                .isEqualTo("STOP");
        var key = json("{\"patternProperties\": {\"^(a+)+$\": {\"type\": \"null\"}}, \"additionalProperties\": false}");
        first.always = written("{\"" + endless + "\": 1}");
        assertThat(run(settings(Server.VLLM, first.uri()), request(key, 1)).outcome())
                .as("nobody knows")
                .isEqualTo("STOP");
        first.always = written("{\"a\": \"a\", \"b\": \"one\"}");
        assertThat(run(settings(Server.VLLM, first.uri()), request(value, 1)).outcome())
                .isEqualTo("BAD_STRUCTURED_ANSWER");
    }

    private static OutputConstraint json(String schema) {
        return new OutputConstraint.Json("x", JsonSchema.read(schema));
    }

    private static StubCompletions.Answer written(String text) {
        return StubCompletions.events(
                StubCompletions.tokens(Arrays.toString(tokenizer.encodePlain(text)), "null"),
                StubCompletions.tokens("[" + end() + "]", "\"stop\""));
    }

    @Test
    void llama_cpp_names_ids_beside_probabilities_and_loses_those_inside_a_character() {
        int[] ids = tokenizer.encodePlain("🎈");
        assertThat(ids.length).as("a character of several tokens").isGreaterThan(1);
        first.then(StubCompletions.events(
                "{\"choices\": [{\"text\": \"🎈\", \"logprobs\": {\"content\": [{\"id\": %d}]}}]}"
                        .formatted(ids[ids.length - 1]),
                "{\"choices\": [{\"text\": \"\", \"logprobs\": {\"content\": [{\"id\": %d}]}}]}".formatted(end())));
        var ending = run(settings(Server.LLAMA_CPP, first.uri()), request(OutputConstraint.FREE_TEXT, 1));
        assertThat(ending.tokens().stream().mapToInt(id -> id).limit(ids.length).toArray())
                .containsExactly(ids);
        assertThat(ending.outcome()).isEqualTo("STOP");
        assertThat(first.bodies.getFirst().get("n_probs").asInt()).isEqualTo(1);
    }
}
