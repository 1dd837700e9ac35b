package dev.caduceus.api.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionTokenLogprob;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.models.Model;
import dev.caduceus.api.ScriptedService;
import dev.caduceus.chat.OutputConstraint;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OpenAI's own client for Java. */
@QuarkusTest
@TestProfile(ScriptedService.Profile.class)
class OpenAiJavaClientTest {
    /** Offered under its name; the client derives the schema, strict, from its fields. */
    @com.fasterxml.jackson.annotation.JsonTypeName("get_weather")
    @com.fasterxml.jackson.annotation.JsonClassDescription("The weather in a city.")
    public static class GetWeather {
        public String city = "";
    }

    /** A structured answer. */
    public static class Person {
        public String name = "";
        public int age;
    }

    @Inject
    ScriptedService service;

    private OpenAIClient client;

    @BeforeEach
    void open() {
        client = OpenAIOkHttpClient.builder()
                .baseUrl(ScriptedService.baseUrl())
                .apiKey("none")
                .maxRetries(0)
                .build();
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void it_chats() {
        ChatCompletion answer = client.chat()
                .completions()
                .create(asking("Say hello").addDeveloperMessage("Be kind.").build());
        assertThat(answer.validate().choices().getFirst().message().content()).contains("Hello there!");
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(answer.usage())
                .hasValueSatisfying(
                        usage -> assertThat(usage.completionTokens()).isPositive());
        assertThat(answer.model()).isEqualTo("gpt-4o");
    }

    @Test
    void its_accumulator_adds_a_stream_up_to_the_whole() {
        ChatCompletion streamed = streamed(asking("Say hello").build());
        assertThat(streamed.choices().getFirst().message().content()).contains("Hello there!");
        assertThat(streamed.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(streamed.usage()).isPresent();
    }

    @Test
    void the_tokens_probabilities_come_whole_and_streamed() {
        var request = asking("Say hello").logprobs(true).topLogprobs(2).build();
        ChatCompletion.Choice whole =
                client.chat().completions().create(request).validate().choices().getFirst();
        List<ChatCompletionTokenLogprob> tokens =
                whole.logprobs().orElseThrow().content().orElseThrow();
        assertThat(tokens.stream().map(ChatCompletionTokenLogprob::token).collect(Collectors.joining()))
                .isEqualTo(whole.message().content().orElseThrow());
        assertThat(tokens).allSatisfy(token -> {
            assertThat(token.logprob()).isLessThanOrEqualTo(0);
            assertThat(token.topLogprobs()).hasSize(2);
            assertThat(token.topLogprobs().getFirst().token()).isEqualTo(token.token()); // it is greedy
        });
        try (var chunks = client.chat().completions().createStreaming(request)) {
            assertThat(chunks.stream()
                            .flatMap(chunk -> chunk.choices().stream())
                            .flatMap(choice -> choice.logprobs().stream())
                            .flatMap(logprobs -> logprobs.content().orElseThrow().stream())
                            .toList())
                    .isEqualTo(tokens);
        }
        assertThat(client.chat()
                        .completions()
                        .create(asking("Say hello").build())
                        .choices()
                        .getFirst()
                        .logprobs())
                .isEmpty();
    }

    @Test
    void its_calls_are_answered_and_come_back_as_an_answer() {
        var request = asking("What is the weather in Oslo and Rome?").addTool(GetWeather.class);
        ChatCompletionMessage asked = client.chat()
                .completions()
                .create(request.build())
                .choices()
                .getFirst()
                .message();
        assertThat(cities(asked)).containsExactly("Oslo", "Rome");
        request.addMessage(asked);
        for (ChatCompletionMessageToolCall call : asked.toolCalls().orElseThrow()) {
            request.addMessage(ChatCompletionToolMessageParam.builder()
                    .toolCallId(call.asFunction().id())
                    .contentAsJson(java.util.Map.of("degrees", 4))
                    .build());
        }
        assertThat(client.chat()
                        .completions()
                        .create(request.build())
                        .choices()
                        .getFirst()
                        .message()
                        .content())
                .contains("It is 4 degrees in Oslo and 18 in Rome.");
    }

    @Test
    void its_accumulator_reads_streamed_calls() {
        var request = asking("What is the weather in Oslo and Rome?").addTool(GetWeather.class);
        ChatCompletion.Choice choice = streamed(request.build()).choices().getFirst();
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        assertThat(cities(choice.message())).containsExactly("Oslo", "Rome");
        assertThat(choice.message().toolCalls().orElseThrow().stream()
                        .map(call -> call.asFunction().id())
                        .distinct())
                .hasSize(2);
    }

    @Test
    void a_class_is_a_structured_answer() {
        var answer = client.chat()
                .completions()
                .create(asking("Describe Ada.").responseFormat(Person.class).build());
        Person person = answer.choices().getFirst().message().content().orElseThrow();
        assertThat(person.name).isEqualTo("Ada");
        assertThat(person.age).isEqualTo(36);
        assertThat(service.lastRequest().output())
                .isInstanceOfSatisfying(
                        OutputConstraint.Json.class,
                        json -> assertThat(json.schema().json())
                                .contains("\"age\"", "\"additionalProperties\": false"));
    }

    @Test
    void its_errors_are_of_the_right_kind() {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(asking("Say hello").n(2).build()))
                .isInstanceOfSatisfying(BadRequestException.class, error -> {
                    assertThat(error.param()).contains("n");
                    assertThat(error.code()).contains("unsupported_parameter");
                    assertThat(error.headers().values("X-Request-Id")).hasSize(1);
                });
        assertThatThrownBy(() -> client.models().retrieve("gpt-9")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void it_lists_the_model() {
        assertThat(client.models().list().data()).extracting(Model::id).containsExactly(ScriptedService.NAME);
        assertThat(client.models().retrieve(ScriptedService.NAME).ownedBy()).isEqualTo("caduceus");
    }

    private static ChatCompletionCreateParams.Builder asking(String question) {
        return ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage(question);
    }

    private ChatCompletion streamed(ChatCompletionCreateParams params) {
        var withUsage = params.toBuilder()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        var accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(withUsage)) {
            chunks.stream().map(ChatCompletionChunk::validate).forEach(accumulator::accumulate);
        }
        return accumulator.chatCompletion();
    }

    private static List<String> cities(ChatCompletionMessage message) {
        return message.toolCalls().orElseThrow().stream()
                .map(call -> call.asFunction().function().arguments(GetWeather.class).city)
                .toList();
    }
}
