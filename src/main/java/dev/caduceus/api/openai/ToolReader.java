package dev.caduceus.api.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.api.Fields;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.ToolChoice;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.JsonSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;

/** OpenAI's tools, tool choice and response format → ours. A schema that can be none is refused by its place. */
final class ToolReader {
    private ToolReader() {}

    static List<ToolDefinition> tools(Fields request) {
        var tools = new ArrayList<ToolDefinition>();
        var names = new HashSet<String>();
        for (Fields tool : request.objects("tools")) {
            MessageReader.requireFunction(tool);
            Fields function = tool.requiredObject("function");
            String name = function.requiredText("name");
            if (!names.add(name)) {
                throw function.wrong("name", "must be another than the tools before have");
            }
            boolean strict = function.flag("strict").orElse(false);
            JsonSchema parameters = function.object("parameters")
                    .map(schema -> schema(function, "parameters", schema.json()))
                    .orElse(JsonSchema.NO_PARAMETERS);
            String description = function.text("description").orElse("");
            tools.add(named(
                    function, "name", () -> new ToolDefinition(name, description, parameters).withStrict(strict)));
        }
        return tools;
    }

    static ToolChoice choice(Fields request, List<ToolDefinition> tools) {
        JsonNode choice = request.get("tool_choice");
        if (choice.isMissingNode()) {
            return ToolChoice.AUTO;
        }
        if (choice.isObject()) {
            return named(request.requiredObject("tool_choice"), tools);
        }
        return switch (choice.asText()) {
            case "auto" -> ToolChoice.AUTO;
            case "none" -> ToolChoice.NONE;
            case "required" -> {
                if (tools.isEmpty()) {
                    throw CaduceusException.of(
                            ErrorCode.BAD_REQUEST, "tool_choice is \"required\" but the request offers no tools");
                }
                yield ToolChoice.REQUIRED;
            }
            default -> throw request.wrong("tool_choice", "must be auto, none, required or a named function");
        };
    }

    private static ToolChoice named(Fields choice, List<ToolDefinition> tools) {
        MessageReader.requireFunction(choice);
        Fields function = choice.requiredObject("function");
        String name = function.requiredText("name");
        if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
            throw function.wrong("name", "must be one of the request's tools");
        }
        return new ToolChoice.Named(name);
    }

    static OutputConstraint output(Fields request) {
        return request.object("response_format").map(ToolReader::format).orElse(OutputConstraint.FREE_TEXT);
    }

    private static OutputConstraint format(Fields format) {
        return switch (format.requiredText("type")) {
            case "text" -> OutputConstraint.FREE_TEXT;
            case "json_object" -> OutputConstraint.JSON_OBJECT;
            case "json_schema" -> {
                Fields schema = format.requiredObject("json_schema");
                schema.flag("strict");
                yield new OutputConstraint.Json(
                        schema.requiredText("name"),
                        schema(schema, "schema", schema.requiredObject("schema").json()));
            }
            default -> throw format.wrong("type", "must be text, json_object or json_schema");
        };
    }

    private static JsonSchema schema(Fields owner, String name, JsonNode source) {
        try {
            return JsonSchema.of(source);
        } catch (IllegalArgumentException e) {
            throw new CaduceusException(
                    ErrorCode.BAD_REQUEST, owner.pathOf(name) + " is no JSON Schema: " + e.getMessage(), e);
        }
    }

    /** What a record's constructor refuses, with the place in front. */
    private static <T> T named(Fields owner, String name, Supplier<T> made) {
        try {
            return made.get();
        } catch (CaduceusException e) {
            throw new CaduceusException(e.code(), owner.pathOf(name) + " is refused: " + e.getMessage(), e);
        }
    }
}
