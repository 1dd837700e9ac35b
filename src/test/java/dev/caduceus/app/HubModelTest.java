package dev.caduceus.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.caduceus.hub.StubHub;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The service started with a hub id: it is live while the model arrives, says how far it is, and then answers. */
@QuarkusTest
@TestProfile(HubModelTest.OnStubHub.class)
class HubModelTest {
    private static final String CHECK = "checks.find { it.name == 'model' }";

    @Inject
    LocalModel model;

    @ConfigProperty(name = "HF_ENDPOINT")
    String endpoint;

    /** The embedded model, published on a hub that stops in the middle of its weights. */
    public static final class SlowHub implements QuarkusTestResourceLifecycleManager {
        private static final Path EMBEDDED = Path.of("src/main/resources/models/caduceus-mini");

        private final StubHub hub = new StubHub();

        @Override
        public Map<String, String> start() {
            var files = new TreeMap<String, byte[]>();
            try (Stream<Path> list = Files.list(EMBEDDED)) {
                for (Path file : list.toList()) {
                    files.put(file.getFileName().toString(), Files.readAllBytes(file));
                }
                files.forEach(hub::with);
                files.keySet().stream()
                        .filter(name -> name.endsWith(".json"))
                        .forEach(name -> hub.faults.add(StubHub::ranged));
                hub.faults.add((exchange, content) -> {
                    int half = content.length / 2;
                    StubHub.send(exchange, 200, content.length, Arrays.copyOf(content, half));
                    await();
                    exchange.getResponseBody().write(content, half, content.length - half);
                });
                return Map.of(
                        "HF_ENDPOINT",
                        hub.endpoint().toString(),
                        "HF_HOME",
                        Files.createTempDirectory("hub-model-test").toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void await() {
            try {
                hub.gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void stop() {
            hub.close();
        }
    }

    public static final class OnStubHub implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("caduceus.model", StubHub.REPOSITORY);
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(SlowHub.class));
        }
    }

    @Test
    @Timeout(300)
    void the_service_tells_how_far_the_download_is_and_serves_when_it_is_done() throws InterruptedException {
        while (!isHalfWay()) {
            Thread.sleep(50);
        }
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body(CHECK + ".status", equalTo("DOWN"))
                .body(CHECK + ".data.state", equalTo("downloading"))
                .body(CHECK + ".data.file", equalTo("model.safetensors"))
                .body(CHECK + ".data.total_bytes", notNullValue());
        given().contentType(ContentType.JSON)
                .body("{\"message\": \"Hello\"}")
                .post("/chat")
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("code", equalTo("MODEL_NOT_READY"))
                .body("message", containsString("is being downloaded: "));

        given().get(endpoint + "/open").then().statusCode(200);
        ReadyModel.await(model);
        given().get("/q/health/ready").then().statusCode(200).body(CHECK + ".data.model", equalTo("org/tiny"));
        String answer = given().contentType(ContentType.JSON)
                .body("{\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}")
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .extract()
                .path("choices[0].message.content");
        assertThat(answer).isNotBlank();
    }

    private boolean isHalfWay() {
        return model.state() instanceof LocalModel.State.Downloading(var progress)
                && progress.file().equals("model.safetensors")
                && progress.percent() >= 40;
    }
}
