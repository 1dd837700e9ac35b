package dev.caduceus.api.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.api.ApiSettings;
import dev.caduceus.api.ServedModel;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.Dialect;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolChoice;
import dev.caduceus.chat.TurnRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {
    private static final String USER = "\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]";
    private static final String TOOL =
            "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"strict\": true}}]";

    private final RequestReader reader = new RequestReader(
            new Served(), new ApiSettings(1000, 4096, Duration.ofSeconds(30), Duration.ofSeconds(15), false));

    private record Served() implements ServedModel {
        @Override
        public String name() {
            return "served";
        }

        @Override
        public SamplingParams sampling() {
            return SamplingParams.GREEDY.withTopP(0.9);
        }

        @Override
        public Dialect dialect() {
            return Dialect.HERMES;
        }
    }

    @Test
    void what_is_left_out_or_null_takes_the_defaults() {
        CompletionRequest request = reader.read("{" + USER + ", \"temperature\": null, \"tools\": null, \"stop\": null,"
                + " \"response_format\": null, \"stream_options\": null, \"n\": 1, \"logprobs\": false,"
                + " \"frequency_penalty\": 0, \"logit_bias\": {}, \"user\": \"me\", \"brand_new_field\": 1}");
        assertThat(request.model()).isEqualTo("served");
        assertThat(request.stream()).isFalse();
        assertThat(request.turn())
                .isEqualTo(TurnRequest.of(List.of(new Message.User("Hi"))).withSampling(new Served().sampling()));
    }

    @Test
    void messages_of_every_role_are_read_in_their_order() {
        String messages = """
                {"messages": [
                  {"role": "system", "content": "S"},
                  {"role": "developer", "content": [{"type": "text", "text": "D1"}, {"type": "text", "text": "D2"}]},
                  {"role": "user", "content": "U", "name": "me"},
                  {"role": "assistant", "content": null, "reasoning_content": "T", "tool_calls": [
                    {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{\\"x\\": 1.50}"}},
                    {"id": "b", "type": "function", "function": {"name": "g", "arguments": ""}}]},
                  {"role": "tool", "tool_call_id": "b", "content": "{\\"y\\": 2}"},
                  {"role": "tool", "tool_call_id": "a", "content": [{"type": "text", "text": "plain"}]},
                  {"role": "assistant", "content": "A"}]}""";
        assertThat(reader.read(messages).turn().messages())
                .containsExactly(
                        new Message.System("S"),
                        new Message.System("D1\nD2"),
                        new Message.User("U"),
                        new Message.Assistant(List.of(
                                new Message.Part.Thinking("T"),
                                new Message.Part.Call(new ToolCall("a", "f", "{\"x\": 1.50}")),
                                new Message.Part.Call(new ToolCall("b", "g", "{}")))),
                        new Message.Tool("b", "g", "{\"name\": \"g\", \"content\": {\"y\": 2}}"),
                        new Message.Tool("a", "f", "{\"name\": \"f\", \"content\": \"plain\"}"),
                        Message.Assistant.text("A"));
    }

    @Test
    void options_become_the_turn() {
        TurnRequest turn = reader.read("{" + USER + ", " + TOOL + """
                        , "tool_choice": {"type": "function", "function": {"name": "f"}}, "parallel_tool_calls": false,
                        "temperature": 1, "top_p": 0.5, "top_k": 3, "max_tokens": 7, "max_completion_tokens": 8,
                        "seed": -5, "stop": "END", "logprobs": true, "top_logprobs": 4,
                        "response_format": {"type": "json_schema", "json_schema":
                          {"name": "n", "strict": true, "schema": {"type": "object"}}}}""").turn();
        assertThat(turn.toolChoice()).isEqualTo(new ToolChoice.Named("f"));
        assertThat(turn.parallelToolCalls()).isFalse();
        assertThat(turn.sampling())
                .isEqualTo(SamplingParams.GREEDY
                        .withTemperature(1)
                        .withTopP(0.5)
                        .withTopK(3)
                        .withMaxNewTokens(8)
                        .withStop(List.of("END"))
                        .withLogprobs(4)
                        .withSeed(-5));
        assertThat(turn.output())
                .isInstanceOfSatisfying(
                        OutputConstraint.Json.class,
                        json -> assertThat(json.name()).isEqualTo("n"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "name": "a"                  | false
            "name": "a", "strict": null  | false
            "name": "a", "strict": false | false
            "name": "a", "strict": true  | true
            """)
    void a_tool_may_ask_to_be_held_strictly(String function, boolean strict) {
        TurnRequest turn = reader.read(
                        "{" + USER + ", \"tools\": [{\"type\": \"function\", \"function\": {" + function + "}}]}")
                .turn();
        assertThat(turn.tools().getFirst().strict()).isEqualTo(strict);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "n": 2                                                            | n is not supported
            "top_logprobs": 3                                                 | top_logprobs must be left out without logprobs
            "logprobs": true, "top_logprobs": 21                              | top_logprobs must be between 0 and 20
            "logprobs": true, "top_logprobs": -1                              | top_logprobs must be 0 or more
            "presence_penalty": 0.1                                           | presence_penalty is not supported
            "logit_bias": {"5": 1}                                            | logit_bias is not supported
            "functions": []                                                   | functions is not supported (it was []); use tools
            "modalities": ["text", "audio"]                                   | modalities is not supported
            "seed": 1.5                                                       | seed must be an integer
            "max_tokens": 0                                                   | max_tokens must be between 1 and 4096
            "max_completion_tokens": 1000000                                  | max_completion_tokens must be between
            "max_tokens": 1e400                                               | max_tokens must be an integer
            "stop": [1]                                                       | stop must be a text or a list of texts
            "stop": ""                                                        | stop must not hold an empty text
            "top_p": 0                                                        | top_p must be above 0
            "stream": "yes"                                                   | stream must be true or false
            "stream_options": {"include_usage": true}                         | stream_options must be left out
            "tool_choice": "required"                                         | tool_choice is "required" but
            "tool_choice": "some"                                             | tool_choice must be auto, none, required
            "tool_choice": {"type": "function", "function": {"name": "g"}}    | tool_choice.function.name must be one of
            "tool_choice": {"type": "allowed_tools", "allowed_tools": {}}     | tool_choice.type is not supported
            "tools": {}                                                       | tools must be a list
            "tools": [{"type": "custom", "custom": {}}]                       | tools[0].type is not supported
            "tools": [{"type": "function"}]                                   | tools[0].function is missing
            "tools": [{"function": {"name": "a b"}}]                          | tools[0].function.name is refused
            "tools": [{"function": {"name": "a"}}, {"function": {"name": "a"}}]           | tools[1].function.name must be another
            "tools": [{"function": {"name": "a", "parameters": {"type": "objekt"}}}]      | tools[0].function.parameters is no JSON Schema
            "tools": [{"function": {"name": "a", "strict": 1}}]                           | tools[0].function.strict must be true or false
            "response_format": {"type": "xml"}                                            | response_format.type must be text
            "response_format": {"type": "json_schema"}                                    | response_format.json_schema is missing
            "response_format": {"type": "json_schema", "json_schema": {"name": "n"}}      | response_format.json_schema.schema is missing
            """)
    void what_cant_be_done_is_refused_by_name(String field, String message) {
        assertRefused("{" + USER + ", " + field + "}", message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"content": "x"}                                          | messages[0].role is missing
            {"role": "robot", "content": "x"}                         | messages[0].role must be system
            {"role": "function", "content": "x"}                      | messages[0].role is not supported
            {"role": "user"}                                          | messages[0].content is missing
            {"role": "user", "content": 4}                            | messages[0].content must be a text or a list
            {"role": "user", "content": [{"type": "image_url"}]}      | messages[0].content[0].type is not supported
            {"role": "tool", "content": "x"}                          | messages[0].tool_call_id is missing
            {"role": "tool", "tool_call_id": "z", "content": "x"}     | messages[0].tool_call_id must be the id
            {"role": "assistant", "tool_calls": [{"function": {}}]}   | messages[0].tool_calls[0].id is missing
            {"role": "assistant", "tool_calls": [{"id": "a", "function": {"name": "f", "arguments": "{"}}]} | messages[0].tool_calls[0].function.arguments must be
            """)
    void a_message_that_cant_be_read_is_refused_by_its_place(String message, String words) {
        assertRefused("{\"messages\": [" + message + "]}", words);
    }

    private void assertRefused(String body, String words) {
        assertThatThrownBy(() -> reader.read(body))
                .isInstanceOf(CaduceusException.class)
                .hasMessageStartingWith(words);
    }
}
