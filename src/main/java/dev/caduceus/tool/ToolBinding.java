package dev.caduceus.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.ToolDefinition;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tool: what the model is told, and what runs when it calls.
 *
 * @param roles of which a caller needs one, or the tool is not there for it; empty = for everybody
 */
public record ToolBinding(ToolDefinition definition, Set<String> roles, Body body) {
    public ToolBinding {
        roles = Set.copyOf(roles);
    }

    /** For everybody. */
    public ToolBinding(ToolDefinition definition, Body body) {
        this(definition, Set.of(), body);
    }

    public ToolBinding withBody(Body value) {
        return new ToolBinding(definition, roles, value);
    }

    /** Runs on a virtual thread of its own, which is interrupted when its time is up. */
    public interface Body {
        /**
         * Turns arguments into a result that Jackson can write. Who asks is {@code Origin.current()}.
         *
         * @param arguments valid against the definition's schema
         * @return a record, map, list, text or number; a {@code CompletionStage} of one is waited for; null is a result as well
         * @throws Exception a {@code CaduceusException} reaches the model with its code and message; any other as
         *     {@code TOOL_FAILED} without its message, which may hold what is not meant for the model
         */
        @Nullable
        Object run(ObjectNode arguments) throws Exception;
    }
}
