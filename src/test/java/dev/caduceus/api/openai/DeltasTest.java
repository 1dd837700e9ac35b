package dev.caduceus.api.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.TokenUsage;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.schema.JsonSchema;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeltasTest {
    private static final TurnRequest REQUEST = TurnRequest.of(List.of(new Message.User("x")))
            .withTools(List.of(new ToolDefinition("get_weather", "", JsonSchema.NO_PARAMETERS)));

    private final Deltas deltas = new Deltas(REQUEST, "call_ab_");
    private final List<Delta> heard = new ArrayList<>();

    @Test
    void a_call_begins_once_and_its_arguments_follow() {
        hear(
                new ChatEvent.CallBegan("call_7", "get_weather"),
                new ChatEvent.CallDelta("call_7", "{}"),
                new ChatEvent.CallEnded(new ToolCall("call_7", "get_weather", "{}")));
        assertThat(heard)
                .containsExactly(new Delta.CallBegins(0, "call_ab_7", "get_weather"), new Delta.Arguments(0, "{}"));
        assertThat(end(FinishReason.TOOL_CALLS)).isEqualTo(new Delta.Finished("tool_calls", TokenUsage.NONE));
    }

    @Test
    void a_call_that_was_not_streamed_comes_at_its_end() {
        hear(new ChatEvent.CallEnded(new ToolCall("call_1", "get_weather", "{}")));
        assertThat(heard).hasSize(2);
    }

    @Test
    void a_call_of_a_tool_that_was_not_offered_is_text() {
        hear(new ChatEvent.Text("Hm. "), new ChatEvent.CallEnded(new ToolCall("call_1", "rm_rf", "{\"path\": \"/\"}")));
        assertThat(heard)
                .containsExactly(
                        new Delta.Text("Hm. "),
                        new Delta.Text("{\"name\": \"rm_rf\", \"arguments\": {\"path\": \"/\"}}"));
        assertThat(end(FinishReason.TOOL_CALLS)).isEqualTo(new Delta.Finished("stop", TokenUsage.NONE));
    }

    @Test
    void a_call_that_breaks_before_its_name_is_text() {
        hear(new ChatEvent.CallBroken("call_1", "<tool_call>{oops", "no name"));
        assertThat(heard).containsExactly(new Delta.Text("<tool_call>{oops"));
        assertThat(end(FinishReason.STOP)).isEqualTo(new Delta.Finished("stop", TokenUsage.NONE));
    }

    @Test
    void a_call_that_breaks_later_keeps_its_arguments_as_they_were_written() {
        hear(
                new ChatEvent.CallBegan("call_1", "get_weather"),
                new ChatEvent.CallDelta("call_1", "{\"city\": Oslo"),
                new ChatEvent.CallBroken("call_1", "{\"name\": …", "no JSON"));
        assertThat(heard).endsWith(new Delta.Arguments(0, "{\"city\": Oslo"));
        assertThat(end(FinishReason.STOP)).isEqualTo(new Delta.Finished("tool_calls", TokenUsage.NONE));
    }

    @Test
    void a_call_that_breaks_before_its_arguments_cannot_be_taken_for_one_without_any() {
        hear(
                new ChatEvent.CallBegan("call_1", "get_weather"),
                new ChatEvent.CallBroken("call_1", "{\"name\": \"get_weather\", oops", "no arguments"));
        assertThat(heard).endsWith(new Delta.Arguments(0, "{\"name\": \"get_weather\", oops"));
    }

    @Test
    void a_call_that_the_limit_cut_off_ends_with_length() {
        hear(
                new ChatEvent.CallBegan("call_1", "get_weather"),
                new ChatEvent.CallDelta("call_1", "{\"ci"),
                new ChatEvent.CallBroken("call_1", "…", "cut off"));
        assertThat(end(FinishReason.LENGTH)).isEqualTo(new Delta.Finished("length", TokenUsage.NONE));
    }

    private void hear(ChatEvent... events) {
        for (ChatEvent event : events) {
            heard.addAll(deltas.of(event));
        }
    }

    private Delta end(FinishReason reason) {
        return deltas.end(new ChatEvent.Done(reason, TokenUsage.NONE, 1, 1, 1));
    }
}
