package dev.caduceus.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolResult;

/** A call that was checked against its tool's schema. */
public sealed interface Prepared {
    /** Nothing will run; {@code failure} says why, in words that the model can act on. */
    record Refused(ToolCall call, ToolResult.Failure failure) implements Prepared {}

    /** Can run. Only {@link ToolBox#prepare} makes one, so that no unchecked arguments reach a tool. */
    final class Ready implements Prepared {
        private final ToolCall call;
        private final ToolBinding tool;
        private final ObjectNode arguments;

        Ready(ToolCall call, ToolBinding tool, ObjectNode arguments) {
            this.call = call;
            this.tool = tool;
            this.arguments = arguments;
        }

        /** The call as it will run: arguments as the schema wants them, and a tolerance where that took a conversion. */
        public ToolCall call() {
            return call;
        }

        ToolBinding tool() {
            return tool;
        }

        ObjectNode arguments() {
            return arguments;
        }
    }
}
