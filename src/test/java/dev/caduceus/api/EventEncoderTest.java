package dev.caduceus.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.TokenUsage;
import dev.caduceus.chat.Tolerance;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolResult;
import dev.caduceus.schema.Json;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventEncoderTest {
    private static final EventEncoder.TurnLabel LABEL = new EventEncoder.TurnLabel("r-1", "c-1", "mini");

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void an_event_becomes_its_json(String expected, ChatEvent event) {
        assertThat(wire(new EventEncoder(LABEL, false), event)).containsExactly(expected);
    }

    static Stream<Arguments> an_event_becomes_its_json() {
        var call = new ToolCall("call_1", "f", "{\"n\": 1.50}", List.of(Tolerance.PYTHON_LITERAL));
        var usage = new TokenUsage(100, 90, 12, 0, 0);
        return Stream.of(
                Arguments.of(
                        "started {\"request\": \"r-1\", \"conversation\": \"c-1\", \"model\": \"mini\","
                                + " \"prompt_tokens\": 7, \"cached_tokens\": 5}",
                        new ChatEvent.Started(7, 5)),
                Arguments.of("token {\"text\": \"Zürich\\n\"}", new ChatEvent.Text("Zürich\n")),
                Arguments.of("thinking {\"text\": \"hm\"}", new ChatEvent.Thinking("hm")),
                Arguments.of(
                        "tool_call {\"id\": \"call_1\", \"name\": \"f\", \"arguments\": {\"n\": 1.50},"
                                + " \"tolerances\": [\"PYTHON_LITERAL\"]}",
                        new ChatEvent.CallEnded(call)),
                Arguments.of(
                        "tool_result {\"id\": \"call_1\", \"name\": \"f\", \"result\": [1], \"millis\": 3}",
                        new ChatEvent.ToolFinished(new ToolResult.Success("call_1", "f", "[1]"), 3)),
                Arguments.of(
                        "tool_result {\"id\": \"call_1\", \"name\": \"f\","
                                + " \"error\": {\"code\": \"NOT_FOUND\", \"message\": \"No.\"}, \"millis\": 3}",
                        new ChatEvent.ToolFinished(
                                new ToolResult.Failure("call_1", "f", ErrorCode.NOT_FOUND, "No."), 3)),
                Arguments.of(
                        "done {\"finish_reason\": \"tool_limit\", \"usage\": {\"prompt_tokens\": 100,"
                                + " \"cached_tokens\": 90, \"completion_tokens\": 12, \"forced_tokens\": 0,"
                                + " \"accepted_draft_tokens\": 0}, \"rounds\": 2, \"millis\": 50,"
                                + " \"time_to_first_token_millis\": 9}",
                        new ChatEvent.Done(FinishReason.TOOL_LIMIT, usage, 2, 50, 9)));
    }

    @Test
    void only_the_first_round_starts_the_turn() {
        var encoder = new EventEncoder(LABEL, false);
        assertThat(wire(encoder, new ChatEvent.Started(1, 0))).hasSize(1);
        assertThat(wire(encoder, new ChatEvent.Started(9, 8))).isEmpty();
    }

    @Test
    void deltas_come_only_when_asked_for_and_carry_the_name() {
        var began = new ChatEvent.CallBegan("call_1", "f");
        var delta = new ChatEvent.CallDelta("call_1", "{\"n\"");
        var silent = new EventEncoder(LABEL, false);
        assertThat(wire(silent, began, delta)).isEmpty();
        assertThat(wire(new EventEncoder(LABEL, true), began, delta))
                .containsExactly(
                        "tool_call_delta {\"id\": \"call_1\", \"name\": \"f\", \"arguments_delta\": \"{\\\"n\\\"\"}");
    }

    @Test
    void a_failure_names_code_message_and_request() {
        var failed = new EventEncoder(LABEL, false).failed(new CaduceusException(ErrorCode.OVERLOADED, "full"));
        assertThat(text(failed))
                .isEqualTo("failed {\"code\": \"OVERLOADED\", \"message\": \"full\", \"request\": \"r-1\"}");
    }

    private static List<String> wire(EventEncoder encoder, ChatEvent... events) {
        return Stream.of(events)
                .flatMap(event -> encoder.of(event).stream())
                .map(EventEncoderTest::text)
                .toList();
    }

    private static String text(WireEvent event) {
        return event.name() + " " + Json.write(event.data());
    }
}
