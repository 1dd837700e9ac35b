package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.app.Fire.Door;
import dev.caduceus.app.Fire.Ending;
import dev.caduceus.tools.PostgresCluster;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A small service with the embedded model, and more than it can bear. {@link UnderFire} goes on with it for minutes. */
@QuarkusTest
@TestProfile(SmallService.class)
class UnderFireTest {
    private static final Set<String> REFUSALS = Set.of("OK", "OVERLOADED", "RATE_LIMIT_EXCEEDED");
    private static final long ROOM_FOR_NOISE = 64L << 20;
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(10);

    /** A refusal comes when the queue time is over; a busy machine may deliver it much later. */
    private static final Duration ROOM_FOR_DELIVERY = Duration.ofSeconds(60);

    @Inject
    LocalModel model;

    @TestHTTPResource("/")
    URI base;

    private Fire fire;

    @BeforeEach
    void the_model_is_ready() throws InterruptedException {
        ReadyModel.await(model);
        fire = new Fire(base, model);
    }

    @AfterEach
    void nothing_is_left_behind_and_it_answers_as_before() throws Exception {
        fire.awaitIdle();
        for (Ending ending : fire.salvo(SmallService.SLOTS)) {
            assertThat(ending.code()).as("%s", ending).isEqualTo("OK");
        }
        assertThat(model.ready().stats().kvRows())
                .isLessThanOrEqualTo(model.ready().stats().kvCapacity());
    }

    @Test
    void ten_times_its_capacity_at_once_ends_every_request_once_and_leaves_no_trace() throws Exception {
        fire.salvo(SmallService.CAPACITY);
        fire.awaitIdle();
        long heap = Fire.heap();
        List<Ending> endings = fire.salvo(10 * SmallService.CAPACITY);
        assertThat(endings).allSatisfy(ending -> {
            assertThat(ending.ends()).isEqualTo(1);
            assertThat(REFUSALS).contains(ending.code());
            assertThat(ending.status() == 200 || ending.retryAfter()).isTrue();
            assertThat(Duration.ofMillis(ending.millis()))
                    .as("%s", ending)
                    .isLessThan(SmallService.QUEUE_TIME.plus(ROOM_FOR_DELIVERY));
        });
        assertThat(endings.stream().filter(Ending::answered).count())
                .as("answered: %s", count(endings))
                .isGreaterThanOrEqualTo(SmallService.SLOTS);
        fire.awaitIdle();
        assertThat(Fire.heap()).isLessThan(heap + ROOM_FOR_NOISE);
    }

    private static Object count(List<Ending> endings) {
        return endings.stream().collect(Collectors.groupingBy(Ending::code, Collectors.counting()));
    }

    @Test
    void clients_that_vanish_at_any_stage_and_half_open_connections_hold_nothing() throws Exception {
        var silent = new ArrayList<Socket>();
        for (int i = 0; i < 40; i++) {
            silent.add(fire.halfOpen());
        }
        for (Door door : Door.values()) {
            for (boolean abruptly : List.of(true, false)) {
                fire.vanish(door, 0, 0, abruptly);
                fire.vanish(door, 0.3, 0, abruptly);
                fire.vanish(door, 0.9, 0, abruptly);
                fire.vanish(door, 1, 0, abruptly);
                fire.vanish(door, 1, 1, abruptly);
                fire.vanish(door, 1, 700, abruptly);
            }
        }
        fire.awaitIdle();
        for (Door door : Door.values()) {
            assertThat(fire.ask(door, "Hello").code()).isEqualTo("OK");
        }
        for (Socket socket : silent) {
            socket.close();
        }
    }

    @Test
    void slow_readers_hold_nobody_up_and_get_all_of_their_reply() throws Exception {
        var slow = new ArrayList<Socket>();
        for (int i = 0; i < SmallService.SLOTS; i++) {
            slow.add(fire.begin(Door.COMPLETION_STREAM));
        }
        fire.awaitIdle();
        assertThat(fire.ask(Door.CHAT, "Hello").code()).isEqualTo("OK");
        for (Socket socket : slow) {
            String read = Fire.readSlowly(socket);
            assertThat(read).startsWith("TTP/1.1 200 ");
            assertThat(read.split("data: \\[DONE]", -1)).as(read).hasSize(2);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "fire_hang, TOOL_TIMEOUT",
        "fire_throw, TOOL_FAILED",
        "fire_stack, TOOL_FAILED",
        "fire_flood, RESULT_TOO_LARGE",
        "fire_garbage, ''",
        "fire_null, ''"
    })
    void a_bad_tool_is_told_to_the_model_and_the_turn_goes_on(String tool, String code) throws Exception {
        var answer = new SseClient(base)
                .post("{\"message\": \"Go\", \"options\": {\"tool_choice\": \"%s\", \"max_new_tokens\": 40}}"
                        .formatted(tool));
        assertThat(answer.names()).startsWith("started").endsWith("done").doesNotContain("failed");
        var result = answer.named("tool_result").getFirst().data();
        assertThat(result.get("name").asText()).isEqualTo(tool);
        assertThat(result.path("error").path("code").asText()).isEqualTo(code);
    }

    @Test
    @EnabledIf(value = "hasPostgresql", disabledReason = PostgresCluster.HOW_TO_GET_IT)
    void a_database_that_goes_and_comes_back_costs_only_what_was_asked_meanwhile() throws Exception {
        PostgresCluster cluster =
                PostgresCluster.shared(PostgresCluster.programs().orElseThrow());
        assertThat(turn("c-before").answered()).isTrue();
        cluster.crash();
        try {
            long back = System.nanoTime() + DATABASE_AWAY.toNanos();
            while (System.nanoTime() < back) {
                Ending ending = turn("c-before");
                assertThat(ending.status()).as("%s", ending).isEqualTo(503);
                assertThat(ending.code()).isEqualTo("DATABASE_DOWN");
                assertThat(ending.retryAfter()).isTrue();
            }
            assertThat(fire.ask(Door.COMPLETION, "Hello").answered()).isTrue();
        } finally {
            cluster.resume();
        }
        assertThat(turn("c-before").code()).isEqualTo("OK");
        assertThat(new RunningService(base, Optional.empty())
                        .get("/conversations/c-before")
                        .body()
                        .split("\"user\"", -1))
                .as("two turns")
                .hasSize(3);
    }

    private Ending turn(String conversation) throws Exception {
        return fire.send(
                Door.CHAT_WHOLE,
                "{\"message\": \"Hello\", \"conversation\": \"%s\", \"options\": {\"max_new_tokens\": 8}}"
                        .formatted(conversation));
    }

    static boolean hasPostgresql() {
        return "true".equals(System.getenv("CI")) || PostgresCluster.programs().isPresent();
    }
}
