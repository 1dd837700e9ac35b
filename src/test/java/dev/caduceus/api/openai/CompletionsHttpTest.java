package dev.caduceus.api.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.api.ScriptedService;
import dev.caduceus.schema.Json;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wire format, byte by byte where clients are strict about it. */
@QuarkusTest
@TestProfile(ScriptedService.Profile.class)
class CompletionsHttpTest {
    private static final String TOOLS = """
            "tools": [
              {"type": "function", "function": {"name": "get_weather", "description": "The weather.", "parameters":
                {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}},
              {"type": "function", "function": {"name": "get_time"}}]""";

    @Test
    void a_whole_answer_has_what_clients_read() {
        JsonNode answer = whole("Say hello", "\"model\": \"gpt-4o\"");
        assertThat(answer.get("id").asText()).startsWith("chatcmpl-");
        assertThat(answer.get("object").asText()).isEqualTo("chat.completion");
        assertThat(answer.get("model").asText()).isEqualTo("gpt-4o");
        assertThat(answer.get("created").asLong()).isPositive();
        JsonNode choice = answer.get("choices").get(0);
        assertThat(choice.get("index").asInt()).isZero();
        assertThat(choice.get("finish_reason").asText()).isEqualTo("stop");
        assertThat(choice.get("message").get("role").asText()).isEqualTo("assistant");
        assertThat(choice.get("message").get("content").asText()).isEqualTo("Hello there!");
        assertThat(choice.get("message").has("tool_calls")).isFalse();
        JsonNode usage = answer.get("usage");
        assertThat(usage.get("total_tokens").asInt())
                .isEqualTo(usage.get("prompt_tokens").asInt()
                        + usage.get("completion_tokens").asInt());
    }

    @Test
    void a_call_alone_has_no_content_and_its_arguments_are_a_text() {
        JsonNode choice = whole("What time is it?", TOOLS).get("choices").get(0);
        assertThat(choice.get("finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(choice.get("message").get("content").isNull()).isTrue();
        JsonNode call = choice.get("message").get("tool_calls").get(0);
        assertThat(call.get("id").asText()).matches("call_[0-9a-f]{12}_1");
        assertThat(call.get("type").asText()).isEqualTo("function");
        assertThat(call.get("function")).isEqualTo(Json.read("{\"name\": \"get_time\", \"arguments\": \"{}\"}"));
    }

    @Test
    void a_stream_begins_with_the_role_and_ends_with_the_reason_the_usage_and_DONE() {
        List<String> data = stream("Say hello", "\"stream_options\": {\"include_usage\": true}");
        assertThat(data.getLast()).isEqualTo("[DONE]");
        List<JsonNode> chunks = chunks(data);
        assertThat(delta(chunks.getFirst())).isEqualTo(Json.read("{\"role\": \"assistant\", \"content\": \"\"}"));
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.get("id")).isEqualTo(chunks.getFirst().get("id"));
            assertThat(chunk.get("object").asText()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.has("usage")).isTrue();
        });
        JsonNode end = chunks.get(chunks.size() - 2);
        assertThat(end.get("choices").get(0).get("finish_reason").asText()).isEqualTo("stop");
        assertThat(delta(end)).isEmpty();
        assertThat(chunks.getLast().get("choices")).isEmpty();
        assertThat(chunks.getLast().get("usage").get("completion_tokens").asInt())
                .isPositive();
        assertThat(content(chunks)).isEqualTo("Hello there!");
    }

    @Test
    void without_include_usage_a_stream_has_none() {
        assertThat(chunks(stream("Say hello", "\"seed\": 1"))).noneMatch(chunk -> chunk.has("usage"));
    }

    @Test
    void each_call_of_a_stream_begins_with_its_id_and_name_and_has_an_index_of_its_own() {
        List<JsonNode> chunks = chunks(stream("What is the weather in Oslo and Rome?", TOOLS));
        assertThat(delta(chunks.getFirst())).isEqualTo(Json.read("{\"role\": \"assistant\", \"content\": null}"));
        var arguments = new StringBuilder[] {new StringBuilder(), new StringBuilder()};
        int calls = 0;
        for (JsonNode chunk : chunks) {
            for (JsonNode call : delta(chunk).path("tool_calls")) {
                int index = call.get("index").asInt();
                if (call.has("id")) {
                    assertThat(index).isEqualTo(calls++);
                    assertThat(call.get("type").asText()).isEqualTo("function");
                    assertThat(call.get("function").get("name").asText()).isEqualTo("get_weather");
                }
                arguments[index].append(call.get("function").get("arguments").asText());
            }
        }
        assertThat(arguments[0]).hasToString("{\"city\": \"Oslo\"}");
        assertThat(arguments[1]).hasToString("{\"city\": \"Rome\"}");
        assertThat(chunks.getLast().get("choices").get(0).get("finish_reason").asText())
                .isEqualTo("tool_calls");
    }

    @Test
    void a_call_without_arguments_streams_an_empty_object() {
        String arguments = String.join(
                "",
                chunks(stream("What time is it?", TOOLS)).stream()
                        .flatMap(chunk -> delta(chunk).path("tool_calls").valueStream())
                        .map(call -> call.get("function").get("arguments").asText())
                        .toList());
        assertThat(arguments).isEqualTo("{}");
    }

    @Test
    void a_single_call_is_made_where_parallel_calls_are_off() {
        JsonNode answer = whole("The weather in Oslo and Rome?", TOOLS + ", \"parallel_tool_calls\": false");
        assertThat(answer.at("/choices/0/message/tool_calls")).hasSize(1);
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            "auto"                                                        | tool_calls
            "required"                                                    | tool_calls
            {"type": "function", "function": {"name": "get_weather"}}     | tool_calls
            """)
    void a_tool_choice_that_allows_a_call_gets_it(String choice, String reason) {
        JsonNode answer = whole("The weather in Oslo?", TOOLS + ", \"tool_choice\": " + choice);
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo(reason);
        assertThat(answer.at("/choices/0/message/tool_calls/0/function/arguments")
                        .asText())
                .isEqualTo("{\"city\": \"Oslo\"}");
    }

    @Test
    void with_tool_choice_none_no_call_comes_out() {
        JsonNode answer = whole("The weather in Oslo?", TOOLS + ", \"tool_choice\": \"none\"");
        assertThat(answer.at("/choices/0/message").has("tool_calls")).isFalse();
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void thinking_is_no_content() {
        JsonNode message = whole("Think first", "\"n\": 1").at("/choices/0/message");
        assertThat(message.get("reasoning_content").asText()).isEqualTo("One and one.");
        assertThat(message.get("content").asText()).isEqualTo("Two.");
        List<JsonNode> chunks = chunks(stream("Think first", "\"n\": 1"));
        assertThat(chunks.stream()
                        .map(chunk -> delta(chunk).path("reasoning_content").asText("")))
                .containsSubsequence("One");
        assertThat(content(chunks)).isEqualTo("Two.");
    }

    @Test
    void a_stop_text_and_a_limit_end_the_answer() {
        assertThat(whole("Count", "\"stop\": [\" 5\"]")
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo("1 2 3 4");
        JsonNode cut = whole("Count", "\"max_completion_tokens\": 3");
        assertThat(cut.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(cut.at("/usage/completion_tokens").asInt()).isEqualTo(3);
    }

    @Test
    void the_model_is_listed_under_its_name_slash_and_all() {
        given().get("/v1/models")
                .then()
                .statusCode(200)
                .body("object", equalTo("list"))
                .body("data.id", hasItem(ScriptedService.NAME));
        given().urlEncodingEnabled(false)
                .get("/v1/models/scripted%2Fmodel")
                .then()
                .statusCode(200)
                .body("owned_by", equalTo("caduceus"));
        given().get("/v1/models/scripted/model").then().statusCode(200).body("object", equalTo("model"));
        given().get("/v1/models/gpt-9")
                .then()
                .statusCode(404)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.code", equalTo("not_found"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            {"messages": [                                                 | 400 | malformed_json        | -
            []                                                             | 400 | bad_request           | -
            {}                                                             | 400 | bad_request           | messages
            {"messages": [{"role": "user"}]}                               | 400 | bad_request           | messages[0].content
            {"messages": [{"role": "user", "content": "x"}], "n": 2}       | 400 | unsupported_parameter | n
            {"messages": [{"role": "user", "content": "x"}], "top_p": "1"} | 400 | bad_request           | top_p
            {"messages": [{"role": "user", "content": "x"}], "temperature": -1} | 400 | bad_request      | temperature
            """)
    void a_refusal_says_which_parameter(String body, int status, String code, String param) {
        post(body)
                .then()
                .statusCode(status)
                .contentType(ContentType.JSON)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.code", equalTo(code))
                .body("error.param", param == null ? nullValue() : equalTo(param));
    }

    @Test
    void what_is_too_large_and_what_is_nowhere_are_refused_in_the_same_shape() {
        post(request("a".repeat(100_001), "\"n\": 1"))
                .then()
                .statusCode(413)
                .body("error.param", equalTo("messages[0].content"));
        post(request("4 8 ".repeat(20_000), "\"n\": 1"))
                .then()
                .statusCode(413)
                .body("error.code", equalTo("context_length_exceeded"));
        post(request("4 8 ".repeat(20_000), "\"stream\": true"))
                .then()
                .statusCode(413)
                .contentType(ContentType.JSON)
                .body("error.code", equalTo("context_length_exceeded"));
        // Expecting to be told to go on, the client has not begun to send when the refusal closes the connection.
        given().header("Expect", "100-continue")
                .contentType(ContentType.JSON)
                .body("\"" + "a".repeat(3 << 20) + "\"")
                .post("/v1/chat/completions")
                .then()
                .statusCode(413);
        given().get("/v1/nothing").then().statusCode(404).body("error.code", equalTo("not_found"));
    }

    private static JsonNode whole(String message, String more) {
        Response response = post(request(message, more));
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return Json.read(response.asString());
    }

    /** What stands behind each {@code data:}. */
    private static List<String> stream(String message, String more) {
        Response response = post(request(message, more + ", \"stream\": true"));
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        assertThat(response.contentType()).startsWith("text/event-stream");
        return Arrays.stream(response.asString().split("\n\n"))
                .map(event -> event.substring("data: ".length()))
                .toList();
    }

    private static String request(String message, String more) {
        return "{\"messages\": [{\"role\": \"user\", \"content\": \"" + message + "\"}], " + more + "}";
    }

    private static Response post(String body) {
        return given().contentType(ContentType.JSON).body(body).post("/v1/chat/completions");
    }

    private static List<JsonNode> chunks(List<String> data) {
        return data.subList(0, data.size() - 1).stream().map(Json::read).toList();
    }

    private static JsonNode delta(JsonNode chunk) {
        return chunk.at("/choices/0/delta");
    }

    private static String content(List<JsonNode> chunks) {
        return String.join(
                "",
                chunks.stream()
                        .map(chunk -> delta(chunk).path("content").asText(""))
                        .toList());
    }
}
