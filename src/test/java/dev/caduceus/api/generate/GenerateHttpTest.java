package dev.caduceus.api.generate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.api.ScriptedService;
import dev.caduceus.chat.Dialect;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.Json;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The notebook's function over HTTP, with a script in the network's place. */
@QuarkusTest
@TestProfile(ScriptedService.Profile.class)
class GenerateHttpTest {
    @Inject
    ScriptedService service;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Tell me a joke                         | Joke               | {"setup": "Why did the horse cross the road?", "punchline": "To win."}
            Song for inspiration.                  | SongRecommendation | {"genre": "inspiration", "song": "Here Comes the Sun"}
            Recommend me a book on Crime Thriller. | BookRecommendation | {"interest": "Crime Thriller", "recommended_book": "The Big Sleep"}
            """)
    void the_notebooks_requests_give_typed_values_whatever_wrapper_the_call_wears(
            String prompt, String type, String value) {
        JsonNode answer = generate(prompt, "\"dialect\": \"openhermes\"");
        assertThat(answer.get("errors")).isEmpty();
        assertThat(answer.at("/calls/0/name").asText()).isEqualTo(type);
        assertThat(answer.at("/calls/0/arguments")).isEqualTo(Json.read(value));
        assertThat(answer.at("/values/0/type").asText()).isEqualTo(type);
        assertThat(answer.at("/values/0/value")).isEqualTo(Json.read(value));
        assertThat(answer.get("text").asText()).contains(value).endsWith("<|im_end|>");
        assertThat(answer.get("prompt_tokens").asInt()).isPositive();
        assertThat(answer.get("generated_tokens").asInt()).isPositive();
        assertThat(service.lastRequest().dialect()).isEqualTo(Dialect.OPENHERMES);
    }

    @Test
    void the_defaults_are_the_notebooks() {
        generate("Something else", "\"generation_config\": {}");
        assertThat(service.lastRequest().sampling()).isEqualTo(SamplingParams.HERMES);
        assertThat(service.lastRequest().dialect()).isEqualTo(Dialect.HERMES);
        assertThat(service.lastRequest().tools())
                .extracting(ToolDefinition::name)
                .containsExactly("Joke", "BookRecommendation", "SongRecommendation");
    }

    @Test
    void every_setting_can_be_given() {
        generate("Something else", """
                "generation_config": {"do_sample": true, "temperature": 0.7, "top_p": 0.9, "top_k": 5,
                  "max_new_tokens": 9, "use_cache": false, "repetition_penalty": 1.1, "eos_token_id": [2, 5],
                  "pad_token_id": 0, "seed": 42}""");
        assertThat(service.lastRequest().sampling())
                .isEqualTo(SamplingParams.HERMES
                        .withTemperature(0.7)
                        .withTopP(0.9)
                        .withTopK(5)
                        .withMaxNewTokens(9)
                        .withRepetitionPenalty(1.1)
                        .withStopIds(List.of(2, 5))
                        .withSeed(42));
        generate("Something else", "\"generation_config\": {\"do_sample\": false, \"temperature\": 0.7}");
        assertThat(service.lastRequest().sampling().temperature()).isZero();
    }

    @Test
    void the_token_that_ends_the_text_can_be_another() {
        int first = service.firstId("I can't help with that.");
        JsonNode cut = generate(
                "Something else", "\"functions\": [], \"generation_config\": {\"eos_token_id\": " + first + "}");
        assertThat(cut.get("generated_tokens").asInt()).isEqualTo(1);
    }

    @Test
    void a_value_that_breaks_its_validation_is_an_error_and_its_call_stands() {
        JsonNode answer = generate("A statement instead", "\"dialect\": \"hermes\"");
        assertThat(answer.at("/calls/0/name").asText()).isEqualTo("Joke");
        assertThat(answer.get("values")).isEmpty();
        assertThat(answer.at("/errors/0/code").asText()).isEqualTo("BAD_ARGUMENTS");
        assertThat(answer.at("/errors/0/message").asText()).contains("must end with a question mark");
    }

    @Test
    void functions_are_called_but_never_executed() {
        JsonNode answer =
                generate("A book and the weather", "\"functions\": [\"get_weather\", \"BookRecommendation\"]");
        assertThat(answer.get("calls")).hasSize(2);
        assertThat(answer.get("values")).hasSize(1);
        assertThat(answer.get("errors")).isEmpty();
    }

    @Test
    void words_alone_are_no_error() {
        JsonNode answer = generate("Something else", "\"dialect\": \"openhermes\"");
        assertThat(answer.get("text").asText()).isEqualTo("I can't help with that.<|im_end|>");
        assertThat(answer.get("calls")).isEmpty();
        assertThat(answer.get("errors")).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"prompt"                                                              | 400 | MALFORMED_JSON | not a JSON value
            {}                                                                     | 400 | BAD_REQUEST    | prompt is missing
            {"prompt": " "}                                                        | 400 | BAD_REQUEST    | prompt must say something
            {"prompt": "x", "dialect": "klingon"}                                  | 400 | BAD_REQUEST    | dialect must be
            {"prompt": "x", "functions": ["fly"]}                                  | 404 | UNKNOWN_TOOL   | There is no tool 'fly'
            {"prompt": "x", "functions": "Joke"}                                   | 400 | BAD_REQUEST    | functions must be a list
            {"prompt": "x", "generation_config": {"num_beams": 4}}                 | 400 | UNSUPPORTED    | generation_config.num_beams is not supported
            {"prompt": "x", "generation_config": {"temperature": -1}}              | 400 | BAD_REQUEST    | temperature must be
            {"prompt": "x", "generation_config": {"max_new_tokens": 100000}}       | 400 | BAD_REQUEST    | generation_config.max_new_tokens must be at most
            {"prompt": "x", "generation_config": {"eos_token_id": "</s>"}}         | 400 | BAD_REQUEST    | generation_config.eos_token_id must be
            {"prompt": "x", "generation_config": {"use_cache": "no"}}              | 400 | BAD_REQUEST    | generation_config.use_cache must be
            """)
    void a_bad_request_gets_a_structured_error(String body, int status, String code, String message) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/generate")
                .then()
                .statusCode(status)
                .body("code", equalTo(code))
                .body("message", containsString(message));
    }

    private static JsonNode generate(String prompt, String more) {
        var response = given().contentType(ContentType.JSON)
                .body("{\"prompt\": \"" + prompt + "\", " + more + "}")
                .post("/generate");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return Json.read(response.asString());
    }
}
