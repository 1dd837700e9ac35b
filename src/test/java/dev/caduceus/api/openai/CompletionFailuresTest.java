package dev.caduceus.api.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.api.ScriptedService;
import dev.caduceus.schema.Json;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A turn that is refused, fails before its first word or breaks off after it. */
@QuarkusTest
@TestProfile(ScriptedService.Profile.class)
class CompletionFailuresTest {
    static final List<Trouble> TROUBLES = List.of(
            new Trouble("Refuse with OVERLOADED", false, 429, "rate_limit_error", "rate_limit_exceeded"),
            new Trouble("Refuse with OVERLOADED", true, 429, "rate_limit_error", "rate_limit_exceeded"),
            new Trouble("Fail with OVERLOADED", true, 429, "rate_limit_error", "rate_limit_exceeded"),
            new Trouble("Refuse with MODEL_NOT_READY", true, 503, "server_error", "model_not_ready"),
            new Trouble("Fail with INTERNAL", false, 500, "server_error", "internal"),
            new Trouble("Break with INTERNAL", false, 500, "server_error", "internal"));

    record Trouble(String message, boolean stream, int status, String type, String code) {}

    @ParameterizedTest(name = "{0}")
    @FieldSource("TROUBLES")
    void a_failure_before_the_first_word_has_its_status(Trouble trouble) {
        Response response = complete(trouble.message(), trouble.stream());
        assertThat(response.statusCode()).isEqualTo(trouble.status());
        assertThat(response.header("Retry-After") != null)
                .isEqualTo(trouble.status() == 429 || trouble.status() == 503);
        JsonNode error = Json.read(response.asString()).get("error");
        assertThat(error.get("type").asText()).isEqualTo(trouble.type());
        assertThat(error.get("code").asText()).isEqualTo(trouble.code());
        assertThat(error.get("message").asText()).isEqualTo("As asked");
        assertThat(error.get("param").isNull()).isTrue();
    }

    @Test
    void a_failure_after_the_first_word_ends_the_stream_with_an_error() {
        Response response = complete("Break with INTERNAL", true);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.asString()).contains("So far").doesNotContain("[DONE]");
        String[] events = response.asString().split("\n\n");
        String last = events[events.length - 1].substring("data: ".length());
        assertThat(Json.read(last).at("/error/code").asText()).isEqualTo("internal");
    }

    private static Response complete(String message, boolean stream) {
        return given().contentType(ContentType.JSON)
                .body("{\"stream\": " + stream + ", \"messages\": [{\"role\": \"user\", \"content\": \"" + message
                        + "\"}]}")
                .post("/v1/chat/completions");
    }
}
