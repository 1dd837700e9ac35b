package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A JSON Schema → the rule of the values it allows, written as {@link Json#write} writes them. */
final class SchemaRules {
    private static final JsonNode TRUE = Json.read("true");

    private final Vocabulary vocabulary;
    private final String tool;
    private final boolean closed;
    private final Flattening flattening;
    private final Keywords keywords;
    private final Map<String, Rule> references = new HashMap<>();

    private SchemaRules(Vocabulary vocabulary, String tool, JsonNode root, Keywords keywords) {
        this.vocabulary = vocabulary;
        this.tool = tool;
        this.closed = !tool.isEmpty();
        this.keywords = keywords;
        this.flattening = new Flattening(root, keywords);
    }

    /**
     * The arguments of a tool: closed objects, keys in the schema's order.
     *
     * @param unenforced takes up what the schema says and the rule does not hold
     */
    static Rule arguments(Vocabulary vocabulary, ToolDefinition tool, List<String> unenforced) {
        JsonNode root = tool.parameters().source();
        var rules = new SchemaRules(vocabulary, tool.name(), root, Keywords.reporting(tool.name(), unenforced));
        JsonNode object = root instanceof ObjectNode node && !node.has("type") && !node.has("$ref")
                ? node.deepCopy().put("type", "object")
                : root;
        return rules.rule(object, "");
    }

    /** A whole reply: keys in any order, more of them where the schema does not say otherwise. */
    static Rule wholeReply(Vocabulary vocabulary, JsonNode schema) {
        return new SchemaRules(vocabulary, "", schema, Keywords.refusing()).rule(schema, "");
    }

    private Rule rule(JsonNode schema, String pointer) {
        if (schema instanceof ObjectNode object && object.has("$ref") && keywords.assertions(object) == 1) {
            String target = object.get("$ref").asText();
            Rule known = references.get(target);
            if (known == null) {
                JsonNode definition = flattening.resolve(target, pointer);
                known = new Rule.Choice(() -> List.of(rule(definition, pointer)));
                references.put(target, known);
            }
            return known;
        }
        if (schema instanceof ObjectNode object && object.has("anyOf") && keywords.assertions(object) == 1) {
            List<Rule> options = new ArrayList<>();
            object.get("anyOf").forEach(option -> options.add(rule(option, pointer)));
            return Rule.Choice.of(options);
        }
        List<Rule> options = new ArrayList<>();
        for (ObjectNode flat : flattening.of(schema, pointer)) {
            options.addAll(ofFlat(flat, pointer));
        }
        return options.size() == 1 ? options.getFirst() : Rule.Choice.of(options);
    }

    /** A schema without references and combinations → one rule for each type of value. */
    private List<Rule> ofFlat(ObjectNode schema, String pointer) {
        keywords.check(schema, pointer);
        if (schema.has("enum")) {
            return List.of(EnumValues.rule(schema));
        }
        List<Rule> rules = new ArrayList<>();
        for (String type : types(schema)) {
            rules.add(
                    switch (type) {
                        case "object" -> object(schema, pointer);
                        case "array" -> array(schema, pointer);
                        case "string" -> scalar(schema, pointer, StringLanguage.of(schema, pointer, keywords));
                        case "integer" -> scalar(schema, pointer, NumberLanguage.of(schema, pointer, true, keywords));
                        case "number" -> scalar(schema, pointer, NumberLanguage.of(schema, pointer, false, keywords));
                        case "boolean" -> Rule.Terminal.of(new LiteralSet(List.of("true", "false")));
                        default -> Rule.Terminal.literal("null");
                    });
        }
        return rules;
    }

    static Set<String> types(ObjectNode schema) {
        JsonNode type = schema.path("type");
        Set<String> types = new LinkedHashSet<>();
        if (type.isMissingNode()) {
            types.addAll(Keywords.TYPES);
            types.remove("integer");
        } else if (type.isTextual()) {
            types.add(type.asText());
        } else {
            type.forEach(each -> types.add(each.asText()));
        }
        if (types.contains("number")) {
            types.remove("integer");
        }
        return types;
    }

    private Rule scalar(ObjectNode schema, String pointer, ByteAutomaton free) {
        Rule.Terminal terminal = vocabulary.terminal(free);
        return closed ? new Rule.Grounded(new Grounding.Place(tool, pointer, schema), free, terminal) : terminal;
    }

    private Rule object(ObjectNode schema, String pointer) {
        JsonNode additional = schema.path("additionalProperties");
        JsonNode extra = additional.isMissingNode() && closed(schema, pointer)
                ? Json.read("false")
                : additional.isMissingNode() ? TRUE : additional;
        Set<String> required = new LinkedHashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        List<ObjectRules.Member> members = new ArrayList<>();
        Map<String, JsonNode> declared = new LinkedHashMap<>();
        schema.path("properties").properties().forEach(p -> declared.put(p.getKey(), p.getValue()));
        required.forEach(name -> declared.putIfAbsent(name, extra));
        declared.forEach((name, value) -> {
            Rule rule = rule(value, pointer + "/" + escape(name));
            members.add(new ObjectRules.Member(name, () -> rule, required.contains(name)));
        });
        Rule keys = extra.isBoolean() && !extra.booleanValue()
                ? Rule.NEVER
                : Rule.Terminal.of(new OtherKeys(List.copyOf(declared.keySet())));
        Rule values = keys == Rule.NEVER ? Rule.NEVER : lazily(extra, pointer + "/*");

        return new ObjectRules(
                        members,
                        closed,
                        () -> keys,
                        values,
                        limit(schema, "minProperties", 0),
                        limit(schema, "maxProperties", Integer.MAX_VALUE))
                .rule();
    }

    /** In a tool's arguments an object holds what it declares, unless it declares nothing: then it is a free map. */
    private boolean closed(ObjectNode schema, String pointer) {
        return closed && (pointer.isEmpty() || !schema.path("properties").isEmpty());
    }

    private final Map<JsonNode, Rule> anything = new HashMap<>();

    /** Made when it is reached: any value may hold any value. */
    private Rule lazily(JsonNode schema, String pointer) {
        if (!schema.equals(TRUE)) {
            return rule(schema, pointer);
        }
        Rule known = anything.get(schema);
        if (known == null) {
            known = new Rule.Choice(() -> List.of(rule(schema, pointer)));
            anything.put(schema, known);
        }
        return known;
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private Rule array(ObjectNode schema, String pointer) {
        List<Rule> first = new ArrayList<>();
        JsonNode prefix = schema.path("prefixItems");
        prefix.forEach(item -> first.add(rule(item, pointer + "/" + first.size())));
        JsonNode items = schema.path("items");
        boolean none = items.isBoolean() && !items.booleanValue();
        Rule rest = none ? Rule.NEVER : lazily(items.isMissingNode() ? TRUE : items, pointer + "/-");
        int maximum = limit(schema, "maxItems", Integer.MAX_VALUE);
        return ArrayRules.of(
                index -> index < first.size() ? first.get(index) : rest,
                first.size(),
                limit(schema, "minItems", 0),
                none ? Math.min(maximum, first.size()) : maximum);
    }

    /** Limits may be written as {@code 2.0}; one past any memory is none. */
    static int limit(JsonNode schema, String keyword, int otherwise) {
        JsonNode limit = schema.path(keyword);
        if (!limit.isNumber()) {
            return otherwise;
        }
        return limit.decimalValue().min(BigDecimal.valueOf(Integer.MAX_VALUE)).intValue();
    }
}
