package dev.caduceus.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.Dialect;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.ReplyFormat;
import dev.caduceus.chat.ToolChoice;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.Json;
import java.util.List;
import java.util.Optional;

/**
 * What a reply is held to → vLLM's {@code structured_outputs}: a schema, or a structural tag that leaves free text alone up
 * to {@code <tool_call>}.
 */
final class StructuredOutputs {
    private static final String TRIGGER = "<tool_call>";
    private static final String END = "}\n</tool_call>";

    private StructuredOutputs() {}

    static Optional<ObjectNode> of(ReplyFormat format) {
        if (format.tools().isEmpty()) {
            return output(format.output());
        }
        // Calls of the other dialect have three wrappers; they are checked when they are written.
        return format.dialect() == Dialect.HERMES ? Optional.of(tag(format)) : Optional.empty();
    }

    private static Optional<ObjectNode> output(OutputConstraint output) {
        return switch (output) {
            case OutputConstraint.FreeText _ -> Optional.empty();
            case OutputConstraint.JsonObject _ ->
                Optional.of(Json.MAPPER.createObjectNode().put("json_object", true));
            case OutputConstraint.Json(var _, var schema) -> {
                ObjectNode constraint = Json.MAPPER.createObjectNode();
                constraint.set("json", schema.source());
                yield Optional.of(constraint);
            }
        };
    }

    private static ObjectNode tag(ReplyFormat format) {
        ObjectNode tag = Json.MAPPER.createObjectNode().put("type", "structural_tag");
        tag.set("format", reply(format));
        return Json.MAPPER.createObjectNode().put("structural_tag", Json.write(tag));
    }

    private static ObjectNode reply(ReplyFormat format) {
        boolean several = format.parallelToolCalls();
        if (!format.begun().isEmpty()) {
            boolean one = format.toolChoice() instanceof ToolChoice.Named || !several;
            return one ? begun(format) : listed("sequence", List.of(begun(format), calls(format, true)));
        }
        ObjectNode calls = calls(format, several);
        return switch (format.output()) {
            case OutputConstraint.FreeText _ -> calls;
            case OutputConstraint.JsonObject _ ->
                listed("or", List.of(schema(Json.MAPPER.createObjectNode().put("type", "object")), calls));
            case OutputConstraint.Json(var _, var schema) ->
                listed("or", List.of(schema(copy(schema.source())), calls));
        };
    }

    /** Text, and calls between it. */
    private static ObjectNode calls(ReplyFormat format, boolean several) {
        ObjectNode calls = Json.MAPPER.createObjectNode().put("type", "triggered_tags");
        calls.putArray("triggers").add(TRIGGER);
        ArrayNode tags = calls.putArray("tags");
        for (ToolDefinition tool : format.tools()) {
            ObjectNode tag = tags.addObject().put("type", "tag").put("begin", opening(tool));
            tag.set("content", arguments(tool));
            tag.put("end", END);
        }
        return calls.put(
                        "at_least_one",
                        format.toolChoice() instanceof ToolChoice.Required
                                && format.begun().isEmpty())
                .put("stop_after_first", !several);
    }

    /** The rest of a call whose first words stand in the prompt. */
    private static ObjectNode begun(ReplyFormat format) {
        List<ObjectNode> rests = format.tools().stream()
                .filter(tool -> opening(tool).startsWith(format.begun()))
                .map(tool -> rest(tool, opening(tool).substring(format.begun().length())))
                .toList();
        return rests.size() == 1 ? rests.getFirst() : listed("or", rests);
    }

    private static ObjectNode rest(ToolDefinition tool, String name) {
        ObjectNode end = text(END);
        return listed(
                "sequence", name.isEmpty() ? List.of(arguments(tool), end) : List.of(text(name), arguments(tool), end));
    }

    private static String opening(ToolDefinition tool) {
        return TRIGGER + "\n{\"name\": \"" + tool.name() + "\", \"arguments\": ";
    }

    /** Unknown arguments are none. */
    private static ObjectNode arguments(ToolDefinition tool) {
        return schema(copy(tool.parameters().source()).put("additionalProperties", false));
    }

    private static ObjectNode copy(JsonNode schema) {
        return schema.isObject() ? schema.deepCopy() : Json.MAPPER.createObjectNode();
    }

    private static ObjectNode schema(ObjectNode schema) {
        ObjectNode format = Json.MAPPER.createObjectNode().put("type", "json_schema");
        format.set("json_schema", schema);
        return format;
    }

    private static ObjectNode text(String value) {
        return Json.MAPPER.createObjectNode().put("type", "const_string").put("value", value);
    }

    private static ObjectNode listed(String type, List<ObjectNode> elements) {
        ObjectNode format = Json.MAPPER.createObjectNode().put("type", type);
        format.putArray("elements").addAll(elements);
        return format;
    }
}
