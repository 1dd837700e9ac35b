package dev.caduceus.api.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.api.ScriptedService;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.tools.AssistantTools;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.quarkiverse.langchain4j.RegisterAiService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** LangChain4j's models of OpenAI, and an AI service whose tools run on the client's side. */
@QuarkusTest
@TestProfile(ScriptedService.Profile.class)
class LangChain4jClientTest {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

    @RegisterAiService(
            chatLanguageModelSupplier = Whole.class,
            streamingChatLanguageModelSupplier = Streaming.class,
            tools = AssistantTools.class)
    interface Assistant {
        String ask(String question);

        Multi<String> stream(String question);
    }

    public static final class Whole implements Supplier<ChatModel> {
        @Override
        public ChatModel get() {
            return OpenAiChatModel.builder()
                    .baseUrl(ScriptedService.baseUrl())
                    .apiKey("none")
                    .modelName("caduceus")
                    .returnThinking(true)
                    .maxRetries(0)
                    .build();
        }
    }

    public static final class Streaming implements Supplier<StreamingChatModel> {
        @Override
        public StreamingChatModel get() {
            return OpenAiStreamingChatModel.builder()
                    .baseUrl(ScriptedService.baseUrl())
                    .apiKey("none")
                    .modelName("caduceus")
                    .build();
        }
    }

    record Person(String name, int age) {}

    @RegisterAiService(chatLanguageModelSupplier = Structured.class)
    interface Biographer {
        Person describe(String text);
    }

    public static final class Structured implements Supplier<ChatModel> {
        @Override
        public ChatModel get() {
            return OpenAiChatModel.builder()
                    .baseUrl(ScriptedService.baseUrl())
                    .apiKey("none")
                    .modelName("caduceus")
                    .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                    .strictJsonSchema(true)
                    .maxRetries(0)
                    .build();
        }
    }

    @Inject
    Assistant assistant;

    @Inject
    Biographer biographer;

    @Inject
    ScriptedService service;

    @Test
    void a_service_calls_its_tool_and_answers() {
        assertThat(assistant.ask("What is the weather in Oslo?")).isEqualTo("It is 4 degrees in Oslo.");
        assertThat(service.lastRequest().messages()).hasSize(3);
    }

    @Test
    void a_streaming_service_calls_its_tool_and_answers() {
        var pieces = assistant.stream("What is the weather in Oslo?")
                .collect()
                .asList()
                .await()
                .atMost(LONG_ENOUGH);
        assertThat(pieces).hasSizeGreaterThan(1);
        assertThat(String.join("", pieces)).isEqualTo("It is 4 degrees in Oslo.");
        assertThat(service.lastRequest().messages()).hasSize(3);
    }

    @Test
    void a_method_that_returns_a_record_gets_one() {
        assertThat(biographer.describe("Describe Ada.")).isEqualTo(new Person("Ada", 36));
        assertThat(service.lastRequest().output())
                .isInstanceOfSatisfying(
                        OutputConstraint.Json.class,
                        json -> assertThat(json.schema().json()).contains("\"age\""));
    }

    @Test
    void thinking_comes_apart_from_the_answer() {
        var answer = new Whole()
                .get()
                .chat(dev.langchain4j.data.message.UserMessage.from("Think first"))
                .aiMessage();
        assertThat(answer.thinking()).isEqualTo("One and one.");
        assertThat(answer.text()).isEqualTo("Two.");
    }

    @Test
    void a_refusal_is_an_invalid_request() {
        var model = OpenAiChatModel.builder()
                .baseUrl(ScriptedService.baseUrl())
                .apiKey("none")
                .modelName("caduceus")
                .presencePenalty(1.0)
                .maxRetries(0)
                .build();
        assertThatThrownBy(() -> model.chat("Say hello"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("presence_penalty");
    }
}
