package dev.caduceus.chat;

import static dev.caduceus.chat.CaduceusException.require;

import dev.caduceus.schema.JsonSchema;
import java.util.Set;

/**
 * A tool as the model sees it.
 *
 * @param name letters, digits, {@code _ - .}; at most 64 (OpenAI's rule)
 * @param description what it is for, in one sentence; may be empty
 * @param parameters the schema of the arguments object
 * @param returns the schema of the result; {@link #UNSPECIFIED} where nothing is said about it
 * @param grounded the arguments that may only be spans of what was said in the conversation, as JSON pointers into them:
 *     {@code /order_id}, {@code /symptoms/-} for each element of a list. Where the schema given says {@link #GROUNDED} of
 *     a property, it is noted here and taken out of the schema: the model is shown the same text with and without
 * @param strict whether a turn is refused that can't hold all of {@code parameters} while a call is written; otherwise what
 *     it can't hold is logged, and whoever runs the call checks its arguments
 */
public record ToolDefinition(
        String name,
        String description,
        JsonSchema parameters,
        JsonSchema returns,
        Set<String> grounded,
        boolean strict) {
    /** Our own keyword: {@code {"type": "string", "x-grounded": true}}. */
    public static final String GROUNDED = "x-grounded";

    /** The schema that says nothing. */
    public static final JsonSchema UNSPECIFIED = JsonSchema.read("{}");

    public ToolDefinition {
        require(
                name.matches("[A-Za-z0-9_.-]{1,64}"),
                "a tool's name is 1 to 64 letters, digits or _ - . but was '%s'",
                name);
        GroundedKeyword keyword = GroundedKeyword.in(parameters);
        grounded = keyword.pointersAnd(grounded);
        parameters = keyword.rest();
    }

    public ToolDefinition(String name, String description, JsonSchema parameters, JsonSchema returns) {
        this(name, description, parameters, returns, Set.of(), false);
    }

    public ToolDefinition(String name, String description, JsonSchema parameters) {
        this(name, description, parameters, UNSPECIFIED);
    }

    /** The same with other {@code arguments} grounded. */
    public ToolDefinition withGrounded(Set<String> arguments) {
        return new ToolDefinition(name, description, parameters, returns, arguments, strict);
    }

    public ToolDefinition withStrict(boolean held) {
        return new ToolDefinition(name, description, parameters, returns, grounded, held);
    }
}
