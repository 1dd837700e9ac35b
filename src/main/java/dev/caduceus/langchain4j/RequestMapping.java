package dev.caduceus.langchain4j;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.ToolChoice;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.tool.SchemaElements;
import dev.caduceus.tool.ToolBox;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LangChain4j's request → ours. */
final class RequestMapping {
    private RequestMapping() {}

    /**
     * @throws UnsupportedFeatureException for what is known but not offered: images, penalties
     * @throws CaduceusException {@code BAD_REQUEST} for values out of range, {@code TOOL_LIMIT} past the tool rounds
     */
    static TurnRequest turn(ChatRequest request, ModelSettings settings) {
        requireSupported(request.parameters());
        requireRoundsLeft(request.messages(), settings.maxToolRounds());
        List<ToolDefinition> tools = request.toolSpecifications().stream()
                .map(SchemaElements::definition)
                .map(tool -> grounded(tool, settings.tools()))
                .toList();
        return TurnRequest.of(MessageMapping.messages(request.messages()))
                .withTools(tools)
                .withToolChoice(choice(request))
                .withOutput(output(request.responseFormat()))
                .withSampling(sampling(request.parameters(), settings.sampling().get()))
                .withDialect(settings.dialect());
    }

    /** The same with what {@code known}, made from the annotations, says of its arguments. */
    private static ToolDefinition grounded(ToolDefinition tool, ToolBox known) {
        return known.has(tool.name())
                ? tool.withGrounded(known.definition(tool.name()).grounded())
                : tool;
    }

    static void requireSupported(ChatRequestParameters parameters) {
        requireNone("frequencyPenalty", parameters.frequencyPenalty());
        requireNone("presencePenalty", parameters.presencePenalty());
    }

    /** A penalty of 0 is none. */
    private static void requireNone(String name, @Nullable Double penalty) {
        if (penalty != null && penalty != 0) {
            throw new UnsupportedFeatureException(
                    name + " is not supported (it was " + penalty + "); leave it out or set a repetition penalty");
        }
    }

    private static void requireRoundsLeft(List<ChatMessage> messages, int limit) {
        int rounds = 0;
        for (ChatMessage message : messages) {
            if (message instanceof UserMessage) {
                rounds = 0;
            } else if (message instanceof AiMessage answer && answer.hasToolExecutionRequests()) {
                rounds++;
            }
        }
        if (rounds >= limit) {
            throw CaduceusException.of(
                    ErrorCode.TOOL_LIMIT,
                    "The model asked for tools %s times since the user's last message and may do so %s times; answer the"
                            + " user, or raise the limit on tool rounds",
                    rounds,
                    limit);
        }
    }

    private static ToolChoice choice(ChatRequest request) {
        return switch (request.toolChoice()) {
            case null -> ToolChoice.AUTO;
            case AUTO -> ToolChoice.AUTO;
            case REQUIRED -> ToolChoice.REQUIRED;
            case NONE -> ToolChoice.NONE;
        };
    }

    private static OutputConstraint output(@Nullable ResponseFormat format) {
        if (format == null || format.type() == ResponseFormatType.TEXT) {
            return OutputConstraint.FREE_TEXT;
        }
        if (format.jsonSchema() == null) {
            return OutputConstraint.JSON_OBJECT;
        }
        return new OutputConstraint.Json(
                format.jsonSchema().name(),
                SchemaElements.schema(format.jsonSchema().rootElement()));
    }

    private static SamplingParams sampling(ChatRequestParameters parameters, SamplingParams defaults) {
        SamplingParams sampling = defaults;
        if (parameters.temperature() != null) {
            sampling = sampling.withTemperature(parameters.temperature());
        }
        if (parameters.topP() != null) {
            sampling = sampling.withTopP(parameters.topP());
        }
        if (parameters.topK() != null) {
            sampling = sampling.withTopK(parameters.topK());
        }
        if (parameters.maxOutputTokens() != null) {
            sampling = sampling.withMaxNewTokens(parameters.maxOutputTokens());
        }
        if (!parameters.stopSequences().isEmpty()) {
            sampling = sampling.withStop(parameters.stopSequences());
        }
        return sampling;
    }
}
