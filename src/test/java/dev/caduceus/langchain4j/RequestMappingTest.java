package dev.caduceus.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolChoice;
import dev.caduceus.chat.TurnRequest;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RequestMappingTest {
    private static final UserMessage HELLO = UserMessage.from("Hello");

    private final ScriptedTurns turns = ScriptedTurns.saying(new ChatEvent.Text("Hi"));
    private final ModelSettings settings = ModelSettings.of("m").withMaxToolRounds(2);

    @Test
    void what_the_model_s_own_files_say_holds_from_when_they_are_read() {
        var said = new AtomicReference<>(SamplingParams.GREEDY);
        ModelSettings settings = ModelSettings.of("m").withSampling(said::get);
        ChatRequest request = ChatRequest.builder().messages(HELLO).build();
        assertThat(RequestMapping.turn(request, settings).sampling()).isEqualTo(SamplingParams.GREEDY);
        said.set(SamplingParams.GREEDY.withTemperature(0.7));
        assertThat(RequestMapping.turn(request, settings).sampling()).isEqualTo(said.get());
    }

    @Test
    void every_kind_of_message_keeps_its_meaning_and_its_place() {
        var call = ToolExecutionRequest.builder().id("call_1").name("f").arguments("{\"a\": 1}");
        var bare = ToolExecutionRequest.builder().id("call_2").name("g");
        TurnRequest asked = ask(ChatRequest.builder()
                .messages(
                        SystemMessage.from("Be brief."),
                        UserMessage.from(TextContent.from("one"), TextContent.from("two")),
                        AiMessage.from("I'll look.", List.of(call.build(), bare.build())),
                        ToolExecutionResultMessage.from("call_1", "f", "{\"x\":1.0}"),
                        ToolExecutionResultMessage.builder()
                                .id("call_2")
                                .toolName("g")
                                .text("no luck")
                                .isError(true)
                                .build())
                .build());
        assertThat(asked.messages())
                .containsExactly(
                        new Message.System("Be brief."),
                        new Message.User("one\ntwo"),
                        new Message.Assistant(List.of(
                                new Message.Part.Text("I'll look."),
                                new Message.Part.Call(new ToolCall("call_1", "f", "{\"a\": 1}")),
                                new Message.Part.Call(new ToolCall("call_2", "g", "{}")))),
                        new Message.Tool("call_1", "f", "{\"name\": \"f\", \"content\": {\"x\": 1.0}}"),
                        new Message.Tool(
                                "call_2",
                                "g",
                                "{\"name\": \"g\", \"error\": {\"code\": \"TOOL_FAILED\", \"message\": \"no luck\"}}"));
    }

    @Test
    void a_request_without_parameters_is_a_turn_by_the_settings() {
        assertThat(ask(ChatRequest.builder().messages(HELLO).build()))
                .isEqualTo(TurnRequest.of(List.of(new Message.User("Hello"))));
    }

    @Test
    void parameters_of_the_request_win_over_defaults_and_these_over_the_settings() {
        var defaults = ChatRequestParameters.builder().temperature(0.5).topK(7).build();
        ModelSettings base = settings.withDefaults(defaults)
                .withSampling(SamplingParams.GREEDY.withTopK(3).withMaxNewTokens(9));
        new CaduceusChatModel(turns, base)
                .chat(ChatRequest.builder()
                        .messages(HELLO)
                        .temperature(0.25)
                        .topP(0.5)
                        .stopSequences(List.of("END"))
                        .build());
        assertThat(turns.requests.getLast().sampling())
                .isEqualTo(SamplingParams.GREEDY
                        .withTemperature(0.25)
                        .withTopP(0.5)
                        .withTopK(7)
                        .withMaxNewTokens(9)
                        .withStop(List.of("END")));
    }

    @Test
    void tools_choice_and_format_are_handed_on() {
        var format = ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder()
                        .name("Answer")
                        .rootElement(JsonObjectSchema.builder()
                                .addStringProperty("city")
                                .build())
                        .build())
                .build();
        TurnRequest asked = ask(ChatRequest.builder()
                .messages(HELLO)
                .toolSpecifications(ToolSpecification.builder().name("f").build())
                .toolChoice(dev.langchain4j.model.chat.request.ToolChoice.REQUIRED)
                .responseFormat(format)
                .build());
        assertThat(asked.tools()).extracting(tool -> tool.name()).containsExactly("f");
        assertThat(asked.toolChoice()).isEqualTo(ToolChoice.REQUIRED);
        assertThat(asked.output()).isInstanceOfSatisfying(OutputConstraint.Json.class, json -> {
            assertThat(json.name()).isEqualTo("Answer");
            assertThat(json.schema().json())
                    .isEqualTo("{\"type\": \"object\", \"properties\": {\"city\": {\"type\": \"string\"}}}");
        });
        assertThat(ask(ChatRequest.builder()
                                .messages(HELLO)
                                .responseFormat(ResponseFormat.JSON)
                                .build())
                        .output())
                .isEqualTo(OutputConstraint.JSON_OBJECT);
    }

    @Test
    void what_the_model_cannot_do_is_refused_by_name() {
        assertUnsupported(
                "frequencyPenalty", ChatRequest.builder().messages(HELLO).frequencyPenalty(1.0));
        assertUnsupported(
                "presencePenalty", ChatRequest.builder().messages(HELLO).presencePenalty(1.0));
        assertUnsupported(
                "image",
                ChatRequest.builder().messages(UserMessage.from(ImageContent.from("https://example.org/a.png"))));
        assertUnsupported("CustomMessage", ChatRequest.builder().messages(CustomMessage.from(Map.of("a", "b"))));
        var penalty =
                DefaultChatRequestParameters.builder().presencePenalty(1.0).build();
        assertThatThrownBy(() -> settings.withDefaults(penalty)).isInstanceOf(UnsupportedFeatureException.class);
        assertThat(turns.requests).isEmpty();
    }

    @Test
    void values_out_of_range_are_refused_with_the_limit() {
        assertThatThrownBy(() ->
                        ask(ChatRequest.builder().messages(HELLO).topP(1.5).build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("BAD_REQUEST")
                .hasMessageContaining("1.5");
    }

    @Test
    void tool_rounds_are_counted_since_the_last_word_of_the_user_and_capped() throws Exception {
        ask(ChatRequest.builder().messages(rounds(1)).build());
        assertThatThrownBy(() -> ask(ChatRequest.builder().messages(rounds(2)).build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("TOOL_LIMIT");
        List<ChatMessage> longAgo = new ArrayList<>(rounds(5));
        longAgo.add(AiMessage.from("done"));
        longAgo.addAll(rounds(1));
        ask(ChatRequest.builder().messages(longAgo).build());

        var handler = new RecordingHandler();
        new CaduceusStreamingChatModel(turns, settings)
                .chat(ChatRequest.builder().messages(rounds(2)).build(), handler);
        assertThatThrownBy(handler::response)
                .hasRootCauseMessage(
                        "The model asked for tools 2 times since the user's last message and may do so 2 times; answer the user, or"
                                + " raise the limit on tool rounds");
        assertThat(turns.requests).hasSize(2);
    }

    private static List<ChatMessage> rounds(int count) {
        List<ChatMessage> messages = new ArrayList<>(List.of(HELLO));
        for (int i = 0; i < count; i++) {
            var call = ToolExecutionRequest.builder().id("call_" + i).name("f").build();
            messages.add(AiMessage.from(call));
            messages.add(ToolExecutionResultMessage.from(call, "again"));
        }
        return messages;
    }

    private TurnRequest ask(ChatRequest request) {
        new CaduceusChatModel(turns, settings).chat(request);
        return turns.requests.getLast();
    }

    private void assertUnsupported(String name, ChatRequest.Builder request) {
        assertThatThrownBy(() -> ask(request.build()))
                .isExactlyInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("not supported");
        assertThatThrownBy(() ->
                        new CaduceusStreamingChatModel(turns, settings).chat(request.build(), new RecordingHandler()))
                .isExactlyInstanceOf(UnsupportedFeatureException.class);
    }
}
