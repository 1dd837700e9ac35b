package dev.caduceus.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.schema.Json;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OpenAI's door with the embedded model behind it, offered all 18 functions by the client. */
@QuarkusTest
class OpenAiEmbeddedTest {
    @Inject
    LocalModel model;

    @TestHTTPResource("/")
    URI base;

    @BeforeEach
    void the_model_is_ready() throws InterruptedException {
        ReadyModel.await(model);
    }

    @Test
    void a_call_goes_out_and_its_result_becomes_the_answer() {
        String tools = given().get("/tools").asString();
        String question = "{\"role\": \"user\", \"content\": \"What's the weather in Reykjavik?\"}";
        JsonNode asked = complete("{\"tools\": " + tools + ", \"messages\": [" + question + "]}");
        assertThat(asked.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
        JsonNode call = asked.at("/choices/0/message/tool_calls/0");
        assertThat(call.at("/function/name").asText()).isEqualTo("get_weather");
        assertThat(call.at("/function/arguments").asText()).isEqualTo("{\"city\": \"Reykjavik\"}");
        JsonNode answered = complete("{\"tools\": " + tools + ", \"messages\": [" + question + ", "
                + Json.write(asked.at("/choices/0/message")) + ", {\"role\": \"tool\", \"tool_call_id\": \""
                + call.get("id").asText() + "\", \"content\": \"{\\\"city\\\": \\\"Reykjavik\\\", \\\"country\\\":"
                + " \\\"Iceland\\\", \\\"temperature\\\": 2.2, \\\"unit\\\": \\\"celsius\\\", \\\"conditions\\\":"
                + " \\\"light rain\\\", \\\"source\\\": \\\"climate normals for November\\\"}\"}]}");
        assertThat(answered.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(answered.at("/choices/0/message/content").asText()).contains("Reykjavik");
        assertThat(answered.at("/usage/prompt_tokens_details/cached_tokens").asInt())
                .isPositive();
    }

    @Test
    void the_stream_says_what_the_whole_answer_says() {
        String body = "\"temperature\": 0, \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}";
        String whole = complete("{" + body).at("/choices/0/message/content").asText();
        var streamed = new StringBuilder();
        for (String event : given().contentType(ContentType.JSON)
                .body("{\"stream\": true, " + body)
                .post("/v1/chat/completions")
                .asString()
                .split("\n\n")) {
            String data = event.substring("data: ".length());
            if (!data.equals("[DONE]")) {
                streamed.append(Json.read(data).at("/choices/0/delta/content").asText(""));
            }
        }
        assertThat(streamed).hasToString(whole);
    }

    @Test
    void a_client_that_leaves_frees_the_engine() throws Exception {
        leave("true");
        leave("false");
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (busy() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertThat(busy()).isFalse();
        complete("{\"max_tokens\": 3, \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}");
    }

    private boolean busy() {
        var stats = model.ready().stats();
        return stats.decoding() + stats.prefilling() + stats.waiting() > 0;
    }

    /** After the first bytes of a stream; in the middle of a whole answer. */
    private void leave(String stream) throws IOException, InterruptedException {
        long before = model.ready().stats().decodeTokens();
        String body = "{\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}], \"temperature\": 5,"
                + " \"max_tokens\": 4000, \"stream\": " + stream + "}";
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json"
                    + "\r\nContent-Length: " + body.length() + "\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
            if (stream.equals("true")) {
                assertThat(socket.getInputStream().read()).isNotNegative();
            }
            while (model.ready().stats().decodeTokens() < before + 5) {
                Thread.sleep(5);
            }
        }
    }

    private static JsonNode complete(String body) {
        var response = given().contentType(ContentType.JSON).body(body).post("/v1/chat/completions");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return Json.read(response.asString());
    }
}
