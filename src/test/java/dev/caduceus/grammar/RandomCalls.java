package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.Json;
import java.util.List;
import java.util.Random;

/** Valid calls of the demo functions, written as the model was trained to write them. */
final class RandomCalls {
    private static final List<String> TEXTS = List.of(
            "Oslo",
            "router",
            "a \"quoted\" word",
            "Tuesday at 9am",
            "café au lait",
            "New\nline",
            "ORD-10042",
            "東京",
            "back\\slash",
            " spaced ",
            "",
            "😀 hi",
            "it's 5, not 6");

    private RandomCalls() {}

    /** A reply of one to three calls, without its last token. */
    static String reply(Random random, List<ToolDefinition> tools) {
        var text = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            ToolDefinition tool = tools.get(random.nextInt(tools.size()));
            text.append(text.isEmpty() ? "" : "\n")
                    .append("<tool_call>\n{\"name\": \"")
                    .append(tool.name())
                    .append("\", \"arguments\": ")
                    .append(Json.write(object(random, tool.parameters().source())))
                    .append("}\n</tool_call>");
        }
        return text.toString();
    }

    private static ObjectNode object(Random random, JsonNode schema) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (var property : schema.path("properties").properties()) {
            boolean required = false;
            for (JsonNode name : schema.path("required")) {
                required |= name.asText().equals(property.getKey());
            }
            if (required || random.nextBoolean()) {
                object.set(property.getKey(), value(random, property.getValue()));
            }
        }
        return object;
    }

    private static JsonNode value(Random random, JsonNode schema) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        return switch (schema.path("type").asText()) {
            case "integer" -> make.numberNode(1 + random.nextInt(9));
            case "number" -> make.numberNode(new java.math.BigDecimal(random.nextInt(1000)).movePointLeft(1));
            case "boolean" -> make.booleanNode(random.nextBoolean());
            case "array" -> {
                ArrayNode array = make.arrayNode();
                for (int i = 1 + random.nextInt(3); i > 0; i--) {
                    array.add(value(random, schema.path("items")));
                }
                yield array;
            }
            case "object" -> object(random, schema);
            default -> make.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
        };
    }
}
