package dev.caduceus.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.schema.Json;
import dev.caduceus.schema.JsonSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Schemas → rules of llama.cpp's grammars (GBNF). A rule allows what its schema does, written as prompts show JSON: properties
 * in the order in which they are declared, {@code ", "} and {@code ": "} between, none that are neither declared nor spoken of.
 * It allows more, too: lengths, bounds, patterns and the like are left to the check that follows every call.
 */
final class GbnfRules {
    private static final String ANY = "value";
    private static final String OBJECT = "object";

    private static final List<String> OPENING =
            List.of("additionalProperties", "patternProperties", "propertyNames", "allOf");

    private static final Map<String, String> BUILT_IN = builtIn();

    private final Map<String, String> rules = new LinkedHashMap<>(BUILT_IN);
    private final Map<String, String> references = new HashMap<>();

    private static Map<String, String> builtIn() {
        var rules = new LinkedHashMap<String, String>();
        rules.put(ANY, "object | array | string | number | \"true\" | \"false\" | \"null\"");
        rules.put(OBJECT, "\"{\" (string \": \" value (\", \" string \": \" value)*)? \"}\"");
        rules.put("array", "\"[\" (value (\", \" value)*)? \"]\"");
        rules.put("string", "\"\\\"\" char* \"\\\"\"");
        rules.put("char", "[^\"\\\\\\x7F\\x00-\\x1F] | \"\\\\\" ([\"\\\\/bfnrt] | \"u\" [0-9a-fA-F]{4})");
        rules.put("integer", "\"-\"? (\"0\" | [1-9] [0-9]{0,15})");
        rules.put("number", "integer (\".\" [0-9]{1,16})? ([eE] [-+]? [0-9]{1,3})?");
        return rules;
    }

    /** GBNF's word for exactly this text. */
    static String literal(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    /** One of them. */
    static String either(List<String> options) {
        return options.size() == 1 ? options.getFirst() : "(" + String.join(" | ", options) + ")";
    }

    /**
     * The whole grammar.
     *
     * @param root what a reply has to be
     */
    String grammar(String root) {
        return "root ::= " + root + "\n"
                + rules.entrySet().stream()
                        .map(rule -> rule.getKey() + " ::= " + rule.getValue() + "\n")
                        .collect(Collectors.joining());
    }

    /** The name of a new rule. */
    String named(String rule) {
        String name = "r" + (rules.size() - BUILT_IN.size());
        rules.put(name, rule);
        return name;
    }

    /** A tool's arguments: an object, and none that it does not declare. */
    String arguments(JsonSchema schema) {
        if (schema instanceof JsonSchema.ObjectSchema object && isEmpty(object)) {
            return literal("{}");
        }
        return schema instanceof JsonSchema.Any ? OBJECT : value(schema, schema);
    }

    private static boolean isEmpty(JsonSchema.ObjectSchema object) {
        return object.properties().isEmpty() && object.required().isEmpty() && !isOpen(object);
    }

    /** Whether it speaks of properties that it does not declare. */
    private static boolean isOpen(JsonSchema.ObjectSchema object) {
        return OPENING.stream().anyMatch(object.source()::has) && !(object.additional() instanceof JsonSchema.Never);
    }

    /** @param document what the schema's references point into */
    String value(JsonSchema document, JsonSchema schema) {
        return switch (schema) {
            case JsonSchema.ObjectSchema object -> object(document, object);
            case JsonSchema.ArraySchema(var _, JsonSchema items) -> array(document, items);
            case JsonSchema.StringSchema _ -> "string";
            case JsonSchema.IntegerSchema _ -> "integer";
            case JsonSchema.NumberSchema _ -> "number";
            case JsonSchema.BooleanSchema _ -> either(List.of(literal("true"), literal("false")));
            case JsonSchema.NullSchema _ -> literal("null");
            case JsonSchema.EnumSchema(var _, List<JsonNode> values) ->
                either(values.stream()
                        .map(value -> literal(Json.write(value)))
                        .distinct()
                        .toList());
            case JsonSchema.AnyOf(var _, List<JsonSchema> options) ->
                either(options.stream()
                        .map(option -> value(document, option))
                        .distinct()
                        .toList());
            case JsonSchema.Ref ref -> reference(document, ref);
            case JsonSchema.Any _, JsonSchema.Never _ -> ANY;
        };
    }

    private String array(JsonSchema document, JsonSchema items) {
        String item = named(value(document, items));
        return named("\"[\" (" + item + " (\", \" " + item + ")*)? \"]\"");
    }

    /** A schema may point into itself: the rule has its name before it is known. */
    private String reference(JsonSchema document, JsonSchema.Ref ref) {
        String known = references.get(ref.pointer());
        if (known != null) {
            return known;
        }
        String name = named(ANY);
        references.put(ref.pointer(), name);
        try {
            String rule = value(document, document.resolve(ref));
            rules.put(name, rule.equals(name) ? ANY : rule);
        } catch (IllegalArgumentException e) {
            // It points to nothing that could be read: any value, as the rule says already.
        }
        return name;
    }

    private String object(JsonSchema document, JsonSchema.ObjectSchema object) {
        boolean declared = object.properties().keySet().containsAll(object.required());
        if (object.properties().isEmpty() || isOpen(object) || !declared) {
            return OBJECT;
        }
        var first = new ArrayList<String>();
        String behind = "";
        // From the last property to the first: what may come as the first one, and what may come behind a written one.
        for (Map.Entry<String, JsonSchema> each :
                List.copyOf(object.properties().entrySet()).reversed()) {
            String property = literal(Json.write(Json.MAPPER.getNodeFactory().textNode(each.getKey())) + ": ") + " "
                    + value(document, each.getValue());
            String more = behind.isEmpty() ? "" : " " + named(behind);
            boolean required = object.required().contains(each.getKey());
            if (required) {
                first.clear();
            }
            first.addFirst(named(property + more));
            String next = "\", \" " + property;
            behind = (required ? next : "(" + next + ")?") + more;
        }
        boolean mayBeEmpty = object.required().isEmpty();
        return named("\"{\" (" + String.join(" | ", first) + ")" + (mayBeEmpty ? "?" : "") + " \"}\"");
    }
}
