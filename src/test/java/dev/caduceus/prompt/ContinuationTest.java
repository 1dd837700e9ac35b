package dev.caduceus.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.Dialect;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.prompt.Prompt.Segment;
import dev.caduceus.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContinuationTest {
    private static final String CALL = "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>";
    private static final Message USER = new Message.User("time?");
    private static final Message CALLED =
            new Message.Assistant(List.of(new Message.Part.Call(new ToolCall("call_1", "now", "{}"))));
    private static final Message RESULT = new Message.Tool("call_1", "now", "12:00");

    private final PromptRenderer renderer = new PromptRenderer("");

    private String appended(boolean closed, Message... messages) {
        return renderer.continuation(TurnRequest.of(List.of(messages)), 2, closed)
                .text();
    }

    @Test
    void a_tool_turn_follows_the_call_and_no_line_break_follows_the_tool_turn() {
        assertThat(appended(true, USER, CALLED, RESULT))
                .isEqualTo(
                        "\n<|im_start|>tool\n<tool_response>\n12:00\n</tool_response><|im_end|><|im_start|>assistant\n");
    }

    @Test
    void several_results_share_one_tool_turn() {
        assertThat(appended(true, USER, CALLED, RESULT, RESULT))
                .isEqualTo("\n<|im_start|>tool\n<tool_response>\n12:00\n</tool_response>\n"
                        + "<tool_response>\n12:00\n</tool_response><|im_end|><|im_start|>assistant\n");
    }

    @Test
    void a_turn_that_was_cut_off_is_closed_first() {
        assertThat(appended(false, USER, Message.Assistant.text("It is"), USER))
                .isEqualTo("<|im_end|>\n<|im_start|>user\ntime?<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void openhermes_leaves_the_line_break_after_the_role_to_the_model() {
        TurnRequest request = TurnRequest.of(List.of(USER, CALLED, RESULT)).withDialect(Dialect.OPENHERMES);
        assertThat(renderer.continuation(request, 2, true).text())
                .endsWith("</tool_response><|im_end|><|im_start|>assistant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama3-like", "qwen-like", "mistral-like", "mistral-metaspace"})
    void a_live_conversation_has_the_ids_of_the_same_conversation_read_anew(String folder) {
        try (Tokenizer tokenizer = Tokenizer.open(Path.of("src/test/resources/tokenizers", folder))) {
            var ids = new PromptEncoder(tokenizer);
            var warm = new PromptRenderer(tokenizer.bosToken());
            TurnRequest first = TurnRequest.of(List.of(USER));
            TurnRequest second = first.withMessages(List.of(USER, CALLED, RESULT));
            int[] live = joined(
                    ids.encode(answered(warm.render(first), CALL)), ids.encode(warm.continuation(second, 2, true)));
            assertThat(tokenizer.decode(live)).isEqualTo(warm.render(second).text());
            assertThat(live).containsExactly(ids.encode(warm.render(second)));
        }
    }

    /** The prompt and what a model that was tuned on such prompts would write. */
    private static Prompt answered(Prompt prompt, String reply) {
        List<Segment> segments = new ArrayList<>(prompt.segments());
        segments.add(new Segment.Markup(reply + "<|im_end|>"));
        return new Prompt(segments, "");
    }

    private static int[] joined(int[]... parts) {
        return IntStream.range(0, parts.length)
                .flatMap(i -> IntStream.of(parts[i]))
                .toArray();
    }
}
