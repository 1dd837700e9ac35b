package dev.caduceus.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.tool.ToolBox;
import dev.caduceus.tools.AssistantTools;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import io.quarkiverse.langchain4j.RegisterAiService;
import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The framework's own tool loops, whole and streamed, with our models in them. */
@QuarkusTest
class RegisteredAiServiceTest {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);
    private static final ModelSettings SETTINGS = ModelSettings.of("caduceus").withMaxToolRounds(4);
    private static final ScriptedTurns TURNS = ScriptedTurns.answering(RegisteredAiServiceTest::answer);

    @RegisterAiService(
            chatLanguageModelSupplier = WholeModel.class,
            streamingChatLanguageModelSupplier = StreamingModel.class,
            tools = AssistantTools.class)
    interface Assistant {
        String ask(String question);

        Multi<String> stream(String question);
    }

    public static final class WholeModel implements Supplier<ChatModel> {
        @Override
        public ChatModel get() {
            return new CaduceusChatModel(TURNS, settings());
        }
    }

    public static final class StreamingModel implements Supplier<StreamingChatModel> {
        @Override
        public StreamingChatModel get() {
            return new CaduceusStreamingChatModel(TURNS, settings());
        }
    }

    private static ModelSettings settings() {
        return SETTINGS.withTools(Arc.container().instance(ToolBox.class).get());
    }

    @Inject
    Assistant assistant;

    @BeforeEach
    void forgetRequests() {
        TURNS.requests.clear();
    }

    @Test
    void a_service_calls_its_tool_and_answers() {
        assertThat(assistant.ask("Weather in Reykjavik?")).isEqualTo("It is cold in Reykjavik.");
        assertRounds();
    }

    @Test
    void a_streaming_service_calls_its_tool_and_answers() {
        List<String> pieces = assistant.stream("Weather in Reykjavik?")
                .collect()
                .asList()
                .await()
                .atMost(LONG_ENOUGH);
        assertThat(pieces).containsExactly("It is ", "cold in Reykjavik.");
        assertRounds();
    }

    @Test
    void a_loop_that_would_never_end_is_stopped_by_the_model() {
        assertThatThrownBy(() -> assistant.ask("Again!")).hasStackTraceContaining("TOOL_LIMIT");
        assertThat(TURNS.requests).hasSize(4);
        TURNS.requests.clear();
        assertThatThrownBy(() ->
                        assistant.stream("Again!").collect().asList().await().atMost(LONG_ENOUGH))
                .hasStackTraceContaining("TOOL_LIMIT");
        assertThat(TURNS.requests).hasSize(4);
    }

    @Test
    void a_tool_that_was_not_offered_is_not_looked_for() {
        assertThatThrownBy(() -> assistant.ask("Delete it!")).hasStackTraceContaining("UNKNOWN_TOOL");
        assertThatThrownBy(() -> assistant.stream("Delete it!")
                        .collect()
                        .asList()
                        .await()
                        .atMost(LONG_ENOUGH))
                .hasStackTraceContaining("UNKNOWN_TOOL");
    }

    @Test
    void what_the_annotations_say_of_grounded_arguments_reaches_the_model() {
        assistant.ask("Weather in Reykjavik?");
        Map<String, Set<String>> grounded = TURNS.requests.getFirst().tools().stream()
                .collect(Collectors.toMap(ToolDefinition::name, ToolDefinition::grounded));
        assertThat(grounded)
                .containsEntry("get_weather", Set.of("/city"))
                .containsEntry("book_appointment", Set.of("/subject", "/when", "/attendee"));
    }

    private static void assertRounds() {
        assertThat(TURNS.requests).hasSize(2);
        assertThat(TURNS.requests.getFirst().tools())
                .extracting(ToolDefinition::name)
                .containsExactlyInAnyOrder("book_appointment", "set_reminder", "get_weather");
        assertThat(TURNS.requests.getLast().messages().getLast())
                .isInstanceOfSatisfying(
                        Message.Tool.class,
                        tool -> assertThat(tool.content())
                                .startsWith("{\"name\": \"get_weather\", \"content\": {\"city\": \"Reykjavik\""));
    }

    private static List<ChatEvent> answer(TurnRequest request) {
        String question = request.messages().stream()
                .filter(Message.User.class::isInstance)
                .map(message -> ((Message.User) message).text())
                .toList()
                .getLast();
        boolean asked = request.messages().getLast() instanceof Message.User;
        if (question.startsWith("Weather") && !asked) {
            return List.of(new ChatEvent.Text("It is "), new ChatEvent.Text("cold in Reykjavik."));
        }
        String tool = question.startsWith("Delete") ? "rm_rf" : "get_weather";
        String id = "call_" + request.messages().size();
        return List.of(
                new ChatEvent.CallBegan(id, tool),
                new ChatEvent.CallDelta(id, "{\"city\": \"Reykjavik\"}"),
                new ChatEvent.CallEnded(new ToolCall(id, tool, "{\"city\": \"Reykjavik\"}")));
    }
}
