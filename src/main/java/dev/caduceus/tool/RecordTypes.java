package dev.caduceus.tool;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.ToolResult;
import jakarta.validation.Validator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Record types that a reply may consist of: what the model is offered, and its calls → records. Safe for many threads. */
public final class RecordTypes<T extends Record> {
    private final Map<String, Class<? extends T>> types;
    private final ToolBox tools;
    private final Validator validator;

    private RecordTypes(Map<String, Class<? extends T>> types, ToolBox tools, Validator validator) {
        this.types = types;
        this.tools = tools;
        this.validator = validator;
    }

    /** @throws CaduceusException {@code BAD_REQUEST} where two types have the same simple name */
    public static <T extends Record> RecordTypes<T> of(List<Class<? extends T>> types, Validator validator) {
        Map<String, Class<? extends T>> byName = new LinkedHashMap<>();
        types.forEach(type -> byName.put(type.getSimpleName(), type));
        ToolBox tools = ToolBox.of(
                types.stream().map(type -> RecordTool.of(type, validator)).toList(), ToolLimits.DEFAULT);
        return new RecordTypes<>(byName, tools, validator);
    }

    public List<ToolDefinition> definitions() {
        return tools.definitions();
    }

    /** @throws CaduceusException {@code UNKNOWN_TOOL} or {@code BAD_ARGUMENTS}, in words that the model can act on */
    public T read(ToolCall call) {
        return switch (tools.prepare(call)) {
            case Prepared.Refused(var _, ToolResult.Failure failure) ->
                throw new CaduceusException(failure.code(), failure.message());
            case Prepared.Ready ready ->
                RecordTool.read(Objects.requireNonNull(types.get(call.name())), ready.arguments(), validator);
        };
    }
}
