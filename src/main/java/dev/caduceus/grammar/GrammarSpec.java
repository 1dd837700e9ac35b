package dev.caduceus.grammar;

import dev.caduceus.chat.Dialect;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.ToolChoice;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.TurnRequest;
import java.util.List;

/**
 * All that a reply's grammar depends on: the key of a cache of grammars.
 *
 * @param tools those that may be called
 * @param parallelToolCalls false ends the reply after the first call
 * @param output what the reply has to be where it calls no tool
 */
public record GrammarSpec(
        Dialect dialect,
        List<ToolDefinition> tools,
        ToolChoice toolChoice,
        boolean parallelToolCalls,
        OutputConstraint output) {
    public GrammarSpec {
        tools = toolChoice instanceof ToolChoice.None ? List.of() : List.copyOf(tools);
    }

    public static GrammarSpec of(TurnRequest request) {
        return new GrammarSpec(
                request.dialect(),
                request.tools(),
                request.toolChoice(),
                request.parallelToolCalls(),
                request.output());
    }

    /** Whether every reply is allowed, so that no grammar is needed. */
    public boolean free() {
        return tools.isEmpty() && output instanceof OutputConstraint.FreeText;
    }
}
