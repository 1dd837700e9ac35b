package dev.caduceus.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.conversation.Hermes;
import dev.caduceus.schema.Json;
import dev.caduceus.tools.BookRecommendation;
import dev.caduceus.tools.Joke;
import dev.caduceus.tools.SongRecommendation;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The notebook's three requests, with the embedded model behind them. */
@QuarkusTest
class GenerateEmbeddedTest {
    @Inject
    LocalModel model;

    @Inject
    Hermes hermes;

    @BeforeEach
    void the_model_is_ready() throws InterruptedException {
        ReadyModel.await(model);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Tell me a joke, Joke",
        "Song for inspiration., SongRecommendation",
        "Recommend me a book on Crime Thriller., BookRecommendation"
    })
    void a_request_of_the_notebook_gives_its_typed_value(String prompt, String type) {
        var response = given().contentType(ContentType.JSON)
                .body("{\"prompt\": \"" + prompt + "\", \"generation_config\": {\"do_sample\": false}}")
                .post("/generate");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        System.out.println(prompt + " → " + response.asString());
        JsonNode answer = Json.read(response.asString());
        assertThat(answer.at("/values/0/type").asText()).isEqualTo(type);
    }

    @Test
    void in_java_the_values_are_records() {
        List<Record> records = hermes.extract(
                "Recommend me a book on Crime Thriller.",
                Joke.class,
                BookRecommendation.class,
                SongRecommendation.class);
        System.out.println(records);
        assertThat(records).singleElement().isInstanceOf(BookRecommendation.class);
    }
}
