package dev.caduceus.remote;

import static dev.caduceus.remote.StubCompletions.broken;
import static dev.caduceus.remote.StubCompletions.events;
import static dev.caduceus.remote.StubCompletions.paused;
import static dev.caduceus.remote.StubCompletions.raw;
import static dev.caduceus.remote.StubCompletions.silent;
import static dev.caduceus.remote.StubCompletions.status;
import static dev.caduceus.remote.StubCompletions.token;
import static dev.caduceus.remote.StubCompletions.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.app.LogLines;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.RecordingListener;
import dev.caduceus.remote.RemoteSettings.Server;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that misbehave: before the first token the next try may do better, after it nobody says anything twice. */
class RemoteFaultsTest extends RemoteCase {
    private static StubCompletions.Answer good() {
        return events(token(70), tokens("[" + end() + "]", "\"stop\""), "[DONE]");
    }

    static Stream<Named<StubCompletions.Answer>> beforeTheFirstToken() {
        return Stream.of(
                Named.of("429 with a wish", status(429, "slow down", "Retry-After", "1")),
                Named.of("429 without", status(429, "")),
                Named.of("503", status(503, "loading")),
                Named.of("503 with a wish", status(503, "", "Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT")),
                Named.of("500", status(500, "{\"error\": \"oh\"}")),
                Named.of("no stream", status(200, "<html>proxy</html>", "Content-Type", "text/html")),
                Named.of("nothing", raw("")),
                Named.of("done at once", events("[DONE]")),
                Named.of("half an event", raw("data: {\"choices\": [{\"token_ids\": [1]}]}")),
                Named.of("no JSON", events("{\"choices\": [")),
                Named.of("an error of its own", events("{\"error\": {\"message\": \"engine dead\"}}")),
                Named.of("an unknown end", events("{\"choices\": [{\"finish_reason\": \"abort\"}]}")),
                Named.of("a broken connection", broken()),
                Named.of("no words", raw("\u0000\u0001\u0002".repeat(100))));
    }

    @ParameterizedTest
    @MethodSource("beforeTheFirstToken")
    void trouble_before_the_first_token_costs_another_try(StubCompletions.Answer trouble) {
        first.then(trouble, good());
        var ending = run(settings(Server.VLLM, first.uri()), request(1));
        assertThat(ending.tokens()).containsExactly(70, end());
        assertThat(first.bodies).hasSize(2);
    }

    @Test
    void an_endpoint_that_hangs_or_is_gone_is_left_for_the_next() throws IOException {
        URI nobody;
        try (var socket = new ServerSocket(0)) {
            nobody = URI.create("http://localhost:" + socket.getLocalPort());
        }
        first.always = silent(5_000);
        second.always = good();
        for (int prompt = 1; prompt < 6; prompt++) {
            assertThat(run(impatient(first.uri(), nobody, second.uri()), request(prompt))
                            .outcome())
                    .isEqualTo("STOP");
        }
    }

    static Stream<Named<StubCompletions.Answer>> afterIt() {
        return Stream.of(
                Named.of("a broken connection", broken(token(70))),
                Named.of("silence", silent(3_000, token(70))),
                Named.of("an end too early", events(token(70))),
                Named.of("done too early", events(token(70), "[DONE]")),
                Named.of("no JSON", events(token(70), "nonsense")),
                Named.of("an error", events(token(70), "{\"error\": {\"message\": \"preempted\"}}")));
    }

    @ParameterizedTest
    @MethodSource("afterIt")
    void trouble_after_the_first_token_fails_the_sequence_once_and_repeats_nothing(StubCompletions.Answer trouble) {
        first.then(trouble);
        first.always = good();
        var ending = run(impatient(first.uri()), request(1));
        assertThat(ending.outcome()).isEqualTo("REMOTE_FAILED");
        assertThat(ending.tokens()).containsExactly(70);
        assertThat(first.bodies).hasSize(1);
    }

    @Test
    void a_refusal_that_no_endpoint_would_take_back_is_told_as_it_is() {
        first.always = status(404, "{\"error\": {\"message\": \"The model `hermes` does not exist.\"}}");
        second.always = good();
        var ending = run(settings(Server.VLLM, first.uri()), request(1));
        assertThat(ending.outcome()).isEqualTo("REMOTE_FAILED");
        assertThat(ending.message()).contains("does not exist").contains("404");
        assertThat(first.bodies).hasSize(1);
    }

    @Test
    void who_wants_to_be_left_alone_for_longer_than_a_caller_waits_is_no_reason_to_wait() {
        first.always = status(429, "", "Retry-After", "60");
        assertThat(run(impatient(first.uri()), request(1)).outcome()).isEqualTo("OVERLOADED");
        first.always = status(500, "");
        var second = Duration.ofSeconds(1);
        assertThat(run(settings(second, second, first.uri()), request(1)).outcome())
                .isEqualTo("MODEL_NOT_READY");
    }

    @Test
    void a_rest_that_an_endpoint_asked_for_is_kept_while_it_writes_another_reply() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var more = new CountDownLatch(1);
        first.then(
                paused(token(70), more, tokens("[71, " + end() + "]", "\"stop\"")),
                status(429, "", "Retry-After", "60"));
        first.always = good();
        try (Engine engine = engine(settings(Server.VLLM, first.uri()))) {
            var running = new RecordingListener() {
                @Override
                public void token(int id) {
                    super.token(id);
                    begun.countDown();
                }
            };
            engine.submit(request(1), running);
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(submitted(engine).outcome()).isEqualTo("OVERLOADED");
            more.countDown();
            assertThat(running.await().outcome()).isEqualTo("STOP");
            assertThat(submitted(engine).outcome()).isEqualTo("MODEL_NOT_READY");
        }
        assertThat(first.bodies).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void who_has_no_first_token_in_time_is_given_up_whoever_is_left_to_ask(boolean comments) {
        first.always = comments ? first.endless() : silent(300_000);
        second.always = first.always;
        var patience = Duration.ofSeconds(1);
        var silence = Duration.ofSeconds(3);
        assertThat(run(settings(patience, silence, first.uri(), second.uri()), request(1))
                        .outcome())
                .isEqualTo("MODEL_NOT_READY");
        assertThat(second.bodies.size() + first.bodies.size()).isOne();
    }

    @Test
    void an_error_ends_the_sequence_once_and_its_place_is_free_again() {
        first.always = good();
        var listener = new RecordingListener() {
            @Override
            public void token(int id) {
                throw new StackOverflowError();
            }
        };
        try (Engine engine = engine(settings(Server.VLLM, first.uri()))) {
            engine.submit(request(1), listener);
            assertThat(listener.await().outcome()).isEqualTo("INTERNAL");
            assertThat(listener.violations).isEmpty();
            assertThat(engine.stats().decoding()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_log_holds_an_engines_words_only_where_it_may(boolean content) {
        first.then(status(500, "You said xyzzy"), good());
        var minute = Duration.ofMinutes(1);
        var settings = new RemoteSettings(List.of(first.uri()), Server.VLLM, "m", "", 2048, 8, minute, minute, content);
        try (var log = new LogLines()) {
            assertThat(run(settings, request(1)).outcome()).isEqualTo("STOP");
            assertThat(log.of(RemoteGeneration.class.getName()))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("answers 500")
                    .matches(line -> line.contains("xyzzy") == content);
        }
    }

    private static RecordingListener.Ending submitted(Engine engine) {
        var listener = new RecordingListener();
        engine.submit(request(1), listener);
        return listener.await();
    }

    @Test
    void an_endpoint_that_fails_again_and_again_is_left_alone() {
        first.always = status(500, "");
        second.always = good();
        try (Engine engine = engine(settings(Server.VLLM, first.uri(), second.uri()))) {
            for (int prompt = 1; prompt <= 60; prompt++) {
                var listener = new RecordingListener();
                engine.submit(request(prompt), listener);
                assertThat(listener.await().outcome()).isEqualTo("STOP");
            }
        }
        // Three failures open the circuit; after that, a try a second at most.
        assertThat(first.bodies).hasSizeBetween(3, 20);
        assertThat(second.bodies).hasSize(60);
    }

    @Test
    void a_conversation_stays_with_its_endpoint_and_conversations_spread() {
        first.always = good();
        second.always = good();
        int[] start = {tokenizer.addedTokens().get("<|im_start|>"), tokenizer.encodePlain("user\n")[0]};
        var asked = new ArrayList<String>();
        try (Engine engine = engine(settings(Server.VLLM, first.uri(), second.uri()))) {
            for (int conversation = 0; conversation < 24; conversation++) {
                var where = new HashSet<Integer>();
                for (int turn = 0; turn < 3; turn++) {
                    int before = first.bodies.size();
                    var listener = new RecordingListener();
                    int[] prompt = new int[8 + turn];
                    System.arraycopy(new int[] {9, start[0], start[1], 100 + conversation, end()}, 0, prompt, 0, 5);
                    engine.submit(request(prompt), listener);
                    listener.await();
                    where.add(first.bodies.size() - before);
                }
                assertThat(where)
                        .as("endpoints of conversation %s", conversation)
                        .hasSize(1);
                asked.add(where.toString());
            }
        }
        assertThat(List.of("[0]", "[1]")).allSatisfy(each -> assertThat(asked).contains(each));
    }
}
