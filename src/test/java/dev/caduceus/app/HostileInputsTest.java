package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ten thousand hostile requests to every door: none is our fault (500), and no text becomes a turn or a call, though the
 * model says again whatever it was told. More of them: {@code ./mvnw test -Dtest=HostileInputsTest -Dhostile.requests=25000}
 */
@QuarkusTest
class HostileInputsTest {
    private static final int REQUESTS = Integer.getInteger("hostile.requests", 2_500);
    /** Held, so that their levels are. */
    private static final List<Logger> LOGGERS = new ArrayList<>();

    private static final int AT_ONCE = 12;

    /** The end of a stream; any text that came through as an event of its own would be one more. */
    private static final Pattern END = Pattern.compile("^(event: (done|failed)|data: \\[DONE])$", Pattern.MULTILINE);

    @Inject
    LocalModel model;

    @Inject
    CaduceusConfig config;

    @TestHTTPResource("/")
    URI base;

    private EchoEngine engine;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    @AfterAll
    static void the_log_says_no_line_for_each_refusal() {
        for (String category : List.of("dev.caduceus.api.Errors", "io.quarkiverse.mcp")) {
            Logger logger = Logger.getLogger(category);
            logger.setLevel(logger.getLevel() == Level.SEVERE ? null : Level.SEVERE);
            LOGGERS.add(logger);
        }
    }

    @BeforeEach
    void the_model_says_everything_again() {
        var tokenizer = DoubledLocalModel.tokenizer();
        engine = new EchoEngine(tokenizer);
        QuarkusMock.installMockForInstance(new DoubledLocalModel(config, model, tokenizer, engine), model);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void no_input_is_our_fault_and_no_text_becomes_a_turn_or_a_call(long seed) throws Exception {
        for (HttpRequest request : HostileRequests.benign(base)) {
            assertThat(send(request).statusCode()).as(request.uri().toString()).isEqualTo(200);
        }
        Set<String> shapes = engine.shapes();
        var requests = new HostileRequests(base, new Random(seed));
        var drawn = new ArrayList<HttpRequest>();
        for (int i = 0; i < REQUESTS; i++) {
            drawn.add(requests.next());
        }
        assertThat(sendAll(drawn)).isEmpty();
        assertThat(engine.shapes()).as("added tokens in prompts").isSubsetOf(shapes);
    }

    private List<String> sendAll(List<HttpRequest> requests) throws InterruptedException {
        Collection<String> wrong = new ConcurrentLinkedQueue<>();
        var turnstile = new Semaphore(AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (HttpRequest request : requests) {
                turnstile.acquire();
                threads.execute(() -> {
                    wrong.addAll(judged(request));
                    turnstile.release();
                });
            }
        }
        return wrong.stream().limit(20).toList();
    }

    private List<String> judged(HttpRequest request) {
        try {
            HttpResponse<String> response = send(request);
            String wrong = wrong(request, response);
            return wrong.isEmpty()
                    ? List.of()
                    : List.of("%s %s: %s %s".formatted(request.method(), request.uri(), wrong, response.body()));
        } catch (IOException | InterruptedException e) {
            return List.of(request.method() + " " + request.uri() + ": " + e);
        }
    }

    private static String wrong(HttpRequest request, HttpResponse<String> response) {
        String body = response.body();
        boolean stream =
                response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
        boolean mcp = request.uri().getPath().equals("/mcp");
        if (response.statusCode() >= 500 && response.statusCode() != 501) {
            return "status " + response.statusCode();
        }
        if (body.contains("\"code\": \"INTERNAL\"") || body.contains("\"code\":\"INTERNAL\"")) {
            return "an error of ours";
        }
        if (stream && !mcp && END.matcher(body).results().count() != 1) {
            return "ends more or less than once";
        }
        boolean called = body.contains("event: tool_call")
                || Pattern.compile("\"tool_calls\": ?\\[\\{").matcher(body).find();
        return called ? "a forged call" : "";
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
}
