package dev.caduceus.remote;

import static dev.caduceus.remote.StubCompletions.broken;
import static dev.caduceus.remote.StubCompletions.events;
import static dev.caduceus.remote.StubCompletions.raw;
import static dev.caduceus.remote.StubCompletions.silent;
import static dev.caduceus.remote.StubCompletions.status;
import static dev.caduceus.remote.StubCompletions.token;
import static dev.caduceus.remote.StubCompletions.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.engine.Engine;
import dev.caduceus.engine.RecordingListener;
import dev.caduceus.remote.RemoteSettings.Server;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
        assertThat(run(impatient(first.uri()), request(1)).outcome()).isEqualTo("MODEL_NOT_READY");
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
