package dev.caduceus.chat;

import java.util.List;

/**
 * What a reply is held to, in words that another engine's grammar can be told.
 *
 * @param tools those that may be called
 * @param begun how the reply was begun for the model, as the end of its prompt; empty where it writes all of it
 */
public record ReplyFormat(
        Dialect dialect,
        List<ToolDefinition> tools,
        ToolChoice toolChoice,
        boolean parallelToolCalls,
        OutputConstraint output,
        String begun) {
    /** Whatever the model likes. */
    public static final ReplyFormat FREE =
            new ReplyFormat(Dialect.HERMES, List.of(), ToolChoice.AUTO, true, OutputConstraint.FREE_TEXT, "");

    public ReplyFormat {
        tools = toolChoice instanceof ToolChoice.None ? List.of() : List.copyOf(tools);
    }

    public static ReplyFormat of(TurnRequest request, String begun) {
        return new ReplyFormat(
                request.dialect(),
                request.tools(),
                request.toolChoice(),
                request.parallelToolCalls(),
                request.output(),
                begun);
    }
}
