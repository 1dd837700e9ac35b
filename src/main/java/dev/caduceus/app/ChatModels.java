package dev.caduceus.app;

import dev.caduceus.langchain4j.CaduceusChatModel;
import dev.caduceus.langchain4j.CaduceusStreamingChatModel;
import dev.caduceus.langchain4j.ModelSettings;
import dev.caduceus.tool.ToolBox;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import io.quarkus.arc.Arc;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/**
 * LangChain4j's view of the model: two beans, and the suppliers that {@code @RegisterAiService} asks for.
 *
 * <pre>{@code
 * @RegisterAiService(chatLanguageModelSupplier = ChatModels.Blocking.class,
 *         streamingChatLanguageModelSupplier = ChatModels.Streaming.class)
 * interface Assistant { String chat(@MemoryId String who, @UserMessage String text); }
 * }</pre>
 */
@Dependent
public class ChatModels {
    @Produces
    @Singleton
    @Unremovable
    ChatModel blocking(LocalModel model, CaduceusConfig config, ToolBox tools) {
        return new CaduceusChatModel(model, settings(model, config, tools));
    }

    @Produces
    @Singleton
    @Unremovable
    StreamingChatModel streaming(LocalModel model, CaduceusConfig config, ToolBox tools) {
        return new CaduceusStreamingChatModel(model, settings(model, config, tools));
    }

    /** For {@code chatLanguageModelSupplier}. */
    public static final class Blocking implements Supplier<ChatModel> {
        @Override
        public ChatModel get() {
            return Arc.container().instance(ChatModel.class).get();
        }
    }

    /** For {@code streamingChatLanguageModelSupplier}. */
    public static final class Streaming implements Supplier<StreamingChatModel> {
        @Override
        public StreamingChatModel get() {
            return Arc.container().instance(StreamingChatModel.class).get();
        }
    }

    private static ModelSettings settings(LocalModel model, CaduceusConfig config, ToolBox tools) {
        return ModelSettings.of(config.model())
                .withSampling(model::sampling)
                .withDialect(config.dialect())
                .withMaxToolRounds(config.limits().rounds())
                .withTools(tools);
    }
}
