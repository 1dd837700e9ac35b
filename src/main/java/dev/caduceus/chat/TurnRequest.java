package dev.caduceus.chat;

import static dev.caduceus.chat.CaduceusException.require;

import java.util.List;

/**
 * Everything one assistant turn depends on.
 *
 * @param messages oldest first
 * @param tools in declaration order: the prompt's prefix must not change between requests
 * @param parallelToolCalls false ends the turn after the first call
 * @param origin who asks; what the tools offered are run for
 */
public record TurnRequest(
        List<Message> messages,
        List<ToolDefinition> tools,
        ToolChoice toolChoice,
        boolean parallelToolCalls,
        OutputConstraint output,
        SamplingParams sampling,
        Dialect dialect,
        Origin origin) {

    public TurnRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        require(!messages.isEmpty(), "messages must not be empty");
        if (toolChoice instanceof ToolChoice.Named(String name)) {
            require(
                    tools.stream().anyMatch(tool -> tool.name().equals(name)),
                    "tool_choice names '%s', which is not among the %s offered tools",
                    name,
                    tools.size());
        }
        require(!(toolChoice instanceof ToolChoice.Required) || !tools.isEmpty(), "tool_choice 'required' needs tools");
    }

    /** Free text, no tools, greedy, Hermes. */
    public static TurnRequest of(List<Message> messages) {
        return new TurnRequest(
                messages,
                List.of(),
                ToolChoice.AUTO,
                true,
                OutputConstraint.FREE_TEXT,
                SamplingParams.GREEDY,
                Dialect.HERMES,
                Origin.NONE);
    }

    public TurnRequest withMessages(List<Message> value) {
        return new TurnRequest(value, tools, toolChoice, parallelToolCalls, output, sampling, dialect, origin);
    }

    public TurnRequest withTools(List<ToolDefinition> value) {
        return new TurnRequest(messages, value, toolChoice, parallelToolCalls, output, sampling, dialect, origin);
    }

    public TurnRequest withToolChoice(ToolChoice value) {
        return new TurnRequest(messages, tools, value, parallelToolCalls, output, sampling, dialect, origin);
    }

    public TurnRequest withParallelToolCalls(boolean value) {
        return new TurnRequest(messages, tools, toolChoice, value, output, sampling, dialect, origin);
    }

    public TurnRequest withOutput(OutputConstraint value) {
        return new TurnRequest(messages, tools, toolChoice, parallelToolCalls, value, sampling, dialect, origin);
    }

    public TurnRequest withSampling(SamplingParams value) {
        return new TurnRequest(messages, tools, toolChoice, parallelToolCalls, output, value, dialect, origin);
    }

    public TurnRequest withDialect(Dialect value) {
        return new TurnRequest(messages, tools, toolChoice, parallelToolCalls, output, sampling, value, origin);
    }

    public TurnRequest withOrigin(Origin value) {
        return new TurnRequest(messages, tools, toolChoice, parallelToolCalls, output, sampling, dialect, value);
    }
}
