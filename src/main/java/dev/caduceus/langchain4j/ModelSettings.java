package dev.caduceus.langchain4j;

import static dev.caduceus.chat.CaduceusException.require;

import dev.caduceus.chat.Dialect;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.tool.ToolBox;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a model does where a request says nothing.
 *
 * @param modelName echoed where neither the request nor {@code defaults} name a model
 * @param sampling where neither the request nor {@code defaults} say otherwise; asked for each request, since what a
 *     model's own files say is known once it is loaded
 * @param maxToolRounds replies with tool calls since the user's last message; past them a request is refused, because
 *     LangChain4j's streaming loop has no limit of its own
 * @param defaults LangChain4j's default parameters
 * @param listeners told of each request and response
 * @param tools those of the application: what they say of grounded arguments holds where a request offers them, though
 *     LangChain4j's specifications don't carry it
 */
public record ModelSettings(
        String modelName,
        Supplier<SamplingParams> sampling,
        Dialect dialect,
        int maxToolRounds,
        ChatRequestParameters defaults,
        List<ChatModelListener> listeners,
        ToolBox tools) {
    /** LangChain4j's own limit where it has one. */
    public static final int DEFAULT_MAX_TOOL_ROUNDS = 10;

    /** @throws dev.langchain4j.exception.UnsupportedFeatureException where {@code defaults} ask for what is not offered */
    public ModelSettings {
        require(maxToolRounds >= 1, "max tool rounds must be at least 1 but was %s", maxToolRounds);
        listeners = List.copyOf(listeners);
        RequestMapping.requireSupported(defaults);
    }

    /** Greedy, Hermes, no listeners. */
    public static ModelSettings of(String modelName) {
        return new ModelSettings(
                modelName,
                () -> SamplingParams.GREEDY,
                Dialect.HERMES,
                DEFAULT_MAX_TOOL_ROUNDS,
                DefaultChatRequestParameters.EMPTY,
                List.of(),
                ToolBox.EMPTY);
    }

    public ModelSettings withSampling(SamplingParams value) {
        return withSampling(() -> value);
    }

    public ModelSettings withSampling(Supplier<SamplingParams> value) {
        return new ModelSettings(modelName, value, dialect, maxToolRounds, defaults, listeners, tools);
    }

    public ModelSettings withDialect(Dialect value) {
        return new ModelSettings(modelName, sampling, value, maxToolRounds, defaults, listeners, tools);
    }

    public ModelSettings withMaxToolRounds(int value) {
        return new ModelSettings(modelName, sampling, dialect, value, defaults, listeners, tools);
    }

    public ModelSettings withDefaults(ChatRequestParameters value) {
        return new ModelSettings(modelName, sampling, dialect, maxToolRounds, value, listeners, tools);
    }

    public ModelSettings withListeners(List<ChatModelListener> value) {
        return new ModelSettings(modelName, sampling, dialect, maxToolRounds, defaults, value, tools);
    }

    public ModelSettings withTools(ToolBox value) {
        return new ModelSettings(modelName, sampling, dialect, maxToolRounds, defaults, listeners, value);
    }
}
