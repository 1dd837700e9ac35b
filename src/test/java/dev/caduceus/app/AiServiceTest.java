package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.tools.AssistantTools;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import io.quarkiverse.langchain4j.RegisterAiService;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A LangChain4j AI service with memory and tools over the embedded model; what the framework's loop makes of any reply is
 * {@code RegisteredAiServiceTest}'s, with replies that are told.
 */
@QuarkusTest
class AiServiceTest {
    @RegisterAiService(
            chatLanguageModelSupplier = ChatModels.Blocking.class,
            streamingChatLanguageModelSupplier = ChatModels.Streaming.class,
            tools = AssistantTools.class)
    interface Assistant {
        String chat(@MemoryId String who, @UserMessage String text);

        Multi<String> stream(@MemoryId String who, @UserMessage String text);
    }

    @Inject
    Assistant assistant;

    @Inject
    LocalModel model;

    @BeforeEach
    void the_model_is_ready() throws InterruptedException {
        ReadyModel.await(model);
    }

    @Test
    @ActivateRequestContext
    void it_answers_whole_and_streamed_alike() {
        String whole = assistant.chat("a", "What's the weather in Reykjavik?");
        String streamed = String.join(
                "",
                assistant.stream("b", "What's the weather in Reykjavik?")
                        .collect()
                        .asList()
                        .await()
                        .atMost(Duration.ofMinutes(2)));
        assertThat(streamed).isEqualTo(whole).isNotBlank();
    }

    @Test
    @ActivateRequestContext
    void it_remembers_what_was_said() {
        assertThat(assistant.chat("c", "Hello")).isNotBlank();
        assertThat(assistant.chat("c", "Thanks!")).isNotBlank();
    }
}
