package dev.caduceus.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.schema.Json;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every meter of the table in docs/engine.md, as Prometheus reads it. */
@QuarkusTest
class MetersTest {
    private static final List<String> GROWN = List.of(
            "caduceus_time_to_first_token_seconds_count",
            "caduceus_time_to_first_token_seconds_sum",
            "caduceus_generation_rate_count",
            "caduceus_generation_rate_sum",
            "caduceus_generation_tokens_sum",
            "caduceus_prompt_cached_ratio_count",
            "caduceus_engine_queue_time_seconds_count",
            "caduceus_engine_steps_total",
            "caduceus_engine_prefill_tokens_total",
            "caduceus_engine_cached_tokens_total",
            "caduceus_engine_prefix_hits_total",
            "caduceus_engine_decode_steps_total",
            "caduceus_engine_decode_tokens_total",
            "caduceus_engine_batch_size_count",
            "caduceus_engine_batch_size_sum",
            "caduceus_engine_forced_tokens_total",
            "caduceus_engine_finished_total");

    private static final List<String> KNOWN = List.of(
            "caduceus_time_to_first_token_seconds_bucket",
            "caduceus_engine_prefilling",
            "caduceus_engine_decoding",
            "caduceus_engine_waiting",
            "caduceus_engine_batch_size_bucket",
            "caduceus_engine_preemptions_total",
            "caduceus_engine_draft_tokens_total",
            "caduceus_engine_accepted_draft_tokens_total",
            "caduceus_engine_failed_total",
            "caduceus_engine_refused_total");

    @Inject
    LocalModel model;

    @BeforeEach
    void the_model_is_ready() throws InterruptedException {
        ReadyModel.await(model);
    }

    @Test
    void a_reply_shows_in_every_meter_that_it_concerns() {
        Map<String, Double> before = meters();
        given().contentType(ContentType.JSON)
                .body("{\"message\": \"What is the weather in Reykjavik?\"}")
                .post("/chat")
                .then()
                .statusCode(200);
        Map<String, Double> after = meters();
        for (String grown : GROWN) {
            assertThat(after.get(grown)).as(grown).isNotNull().isGreaterThan(before.getOrDefault(grown, 0.0));
        }
        for (String known : KNOWN) {
            assertThat(after).containsKey(known);
        }
        assertThat(after.get("caduceus_engine_kv_rows")).isBetween(100.0, after.get("caduceus_engine_kv_capacity"));
    }

    @Test
    void the_dashboard_names_only_what_there_is() throws IOException {
        given().contentType(ContentType.JSON)
                .body("{\"message\": \"Hello\", \"options\": {\"tool_choice\": \"required\", \"temperature\": 0}}")
                .post("/chat")
                .then()
                .statusCode(200);
        String metrics = given().get("/q/metrics").asString();
        JsonNode dashboard = Json.read(Files.readString(Path.of("k8s/grafana/caduceus.json")));
        var names = new TreeSet<String>();
        for (JsonNode panel : dashboard.get("panels")) {
            for (JsonNode target : panel.get("targets")) {
                Pattern.compile("\\b(caduceus|http|jvm)_[a-z_]+")
                        .matcher(target.get("expr").asText())
                        .results()
                        .forEach(found -> names.add(found.group()));
            }
        }
        assertThat(names).hasSizeGreaterThan(15);
        for (String name : names) {
            assertThat(metrics).as(name).containsPattern("(?m)^" + name + "[ {]");
        }
    }

    /** Name → value; the last one of those that differ in their labels. */
    private static Map<String, Double> meters() {
        var meters = new HashMap<String, Double>();
        given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("caduceus_"))
                .forEach(line -> {
                    String name = line.substring(0, line.indexOf(line.contains("{") ? '{' : ' '));
                    meters.put(name, Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)));
                });
        return meters;
    }
}
