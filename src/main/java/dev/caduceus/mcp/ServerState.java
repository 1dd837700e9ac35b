package dev.caduceus.mcp;

import dev.caduceus.tool.ToolBinding;
import java.util.List;

/** Where a server stands; only one that is there offers tools. */
sealed interface ServerState {
    record Connecting() implements ServerState {}

    record There(List<ToolBinding> bindings) implements ServerState {
        public There {
            bindings = List.copyOf(bindings);
        }
    }

    /** It is tried again. */
    record Gone(String why) implements ServerState {}

    /** Its settings have to change first. */
    record Refused(String why) implements ServerState {}

    record Closed() implements ServerState {}

    default List<ToolBinding> tools() {
        return this instanceof There(var bindings) ? bindings : List.of();
    }

    default List<String> names() {
        return tools().stream().map(tool -> tool.definition().name()).toList();
    }

    default String words() {
        return switch (this) {
            case Connecting() -> "connecting";
            case There(var bindings) -> bindings.size() + " tools";
            case Gone(String why) -> "gone, is tried again: " + why;
            case Refused(String why) -> "refused: " + why;
            case Closed() -> "closed";
        };
    }
}
