package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.Json;
import java.util.ArrayList;
import java.util.List;

/** A JSON Schema → the rule of the values it allows. */
final class SchemaRules {
    private final String tool;
    private final boolean closed;
    private final Rule any = new Rule.Choice(this::anyValue);

    private SchemaRules(String tool, boolean closed) {
        this.tool = tool;
        this.closed = closed;
    }

    /** The arguments of a tool: closed objects, keys in the schema's order. */
    static Rule arguments(ToolDefinition tool, List<String> unenforced) {
        return new SchemaRules(tool.name(), true).object(tool.parameters().source(), "");
    }

    /** A whole reply: keys in any order. */
    static Rule wholeReply(JsonNode schema) {
        return new SchemaRules("", false).rule(schema, "");
    }

    private Rule rule(JsonNode schema, String pointer) {
        if (schema.has("enum")) {
            List<String> texts = new ArrayList<>();
            schema.get("enum").forEach(value -> texts.add(Json.write(value)));
            return Rule.Terminal.of(new LiteralSet(texts));
        }
        return switch (schema.path("type").asText()) {
            case "object" -> object(schema, pointer);
            case "array" -> ArrayRules.of(_ -> rule(schema.path("items"), pointer + "/-"), 0, 0, Integer.MAX_VALUE);
            case "string" -> grounded(schema, pointer, JsonString.ANY);
            case "integer" -> grounded(schema, pointer, new NumberLanguage(true));
            case "number" -> grounded(schema, pointer, new NumberLanguage(false));
            case "boolean" -> Rule.Terminal.of(new LiteralSet(List.of("true", "false")));
            case "null" -> Rule.Terminal.literal("null");
            default -> any;
        };
    }

    private Rule grounded(JsonNode schema, String pointer, ByteAutomaton free) {
        return new Rule.Grounded(new Grounding.Place(tool, pointer, schema), free);
    }

    private Rule object(JsonNode schema, String pointer) {
        List<ObjectRules.Member> members = new ArrayList<>();
        for (var property : schema.path("properties").properties()) {
            boolean required = false;
            for (JsonNode name : schema.path("required")) {
                required |= name.asText().equals(property.getKey());
            }
            Rule value = rule(property.getValue(), pointer + "/" + property.getKey());
            members.add(new ObjectRules.Member(property.getKey(), () -> value, required));
        }
        boolean open = !closed || (members.isEmpty() && !pointer.isEmpty());
        Rule key = open ? Rule.Terminal.of(JsonString.ANY) : Rule.NEVER;
        return new ObjectRules(members, closed, () -> key, any, 0, Integer.MAX_VALUE).rule();
    }

    private List<Rule> anyValue() {
        return List.of(
                Rule.Terminal.of(JsonString.ANY),
                Rule.Terminal.of(new NumberLanguage(false)),
                Rule.Terminal.of(new LiteralSet(List.of("true", "false", "null"))),
                ArrayRules.of(_ -> any, 0, 0, Integer.MAX_VALUE),
                new ObjectRules(List.of(), false, () -> Rule.Terminal.of(JsonString.ANY), any, 0, Integer.MAX_VALUE)
                        .rule());
    }
}
