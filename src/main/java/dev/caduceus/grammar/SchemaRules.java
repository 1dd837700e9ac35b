package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A JSON Schema → the rule of the values it allows, written as {@link Json#write} writes them. */
final class SchemaRules {
    /** Schemas inside of each other; the JSON of most is not half as deep. */
    private static final int MOST_DEEP = 64;

    /** Characters of the names on the way to a schema. */
    private static final int MOST_POINTER = 1_000;

    /** Of one object. */
    private static final int MOST_PROPERTIES = 500;

    /** Each set of those written is a place of its own; larger objects of a reply come in the schema's order. */
    private static final int MOST_IN_ANY_ORDER = 32;

    private final Vocabulary vocabulary;
    private final String tool;
    private final boolean closed;
    private final Flattening flattening;
    private final Keywords keywords;
    private final Map<String, Rule> references = new HashMap<>();
    /** What references mean, still to be looked at. */
    private final Deque<Rule.Choice> open = new ArrayDeque<>();

    /** Any value, which may hold any value: made when it is reached. */
    private final Rule anything = new Rule.Choice(() -> ofFlat(Json.MAPPER.createObjectNode(), "/*"));

    private int depth;

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
     * @param keywords told what the schema says and the rule does not hold
     */
    static Rule arguments(Vocabulary vocabulary, ToolDefinition tool, Keywords keywords) {
        JsonNode root = tool.parameters().source();
        var rules = new SchemaRules(vocabulary, tool.name(), root, keywords);
        JsonNode object = root instanceof ObjectNode node && !node.has("type") && !node.has("$ref")
                ? Json.MAPPER.createObjectNode().<ObjectNode>setAll(node).put("type", "object")
                : root;
        return rules.whole(object);
    }

    /** A whole reply: keys in any order, more of them where the schema does not say otherwise. */
    static Rule wholeReply(Vocabulary vocabulary, JsonNode schema, Keywords keywords) {
        return new SchemaRules(vocabulary, "", schema, keywords).whole(schema);
    }

    /** References too, so that whatever is refused is refused now. */
    private Rule whole(JsonNode schema) {
        Rule rule = rule(schema, "");
        while (!open.isEmpty()) {
            open.remove().options();
        }
        return rule;
    }

    /** Any value, and the schema reported as open, where it takes more than there is to spend. */
    private Rule rule(JsonNode schema, String pointer) {
        depth++;
        try {
            keywords.budget().spend(Budget.Of.SCHEMAS, 1);
            if (depth > MOST_DEEP || pointer.length() > MOST_POINTER) {
                throw new Budget.Spent(MOST_DEEP, "schemas in each other, or names longer than any");
            }
            return made(schema, pointer);
        } catch (Budget.Spent spent) {
            keywords.open("schema", pointer, spent.reason());
            return closed && pointer.isEmpty() ? object(Json.MAPPER.createObjectNode(), "/*") : anything;
        } finally {
            depth--;
        }
    }

    private Rule made(JsonNode schema, String pointer) {
        if (schema instanceof ObjectNode object && object.has("$ref") && keywords.assertions(object) == 1) {
            String target = object.get("$ref").asText();
            Rule known = references.get(target);
            if (known == null) {
                JsonNode definition = flattening.resolve(target, pointer);
                var meant = new Rule.Choice(() -> List.of(rule(definition, pointer)));
                references.put(target, meant);
                open.add(meant);
                return meant;
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
            return List.of(EnumValues.rule(new Limits(schema, pointer, keywords)));
        }
        var limits = new Limits(schema, pointer, keywords);
        List<Rule> rules = new ArrayList<>();
        for (String type : types(schema)) {
            rules.add(
                    switch (type) {
                        case "object" -> object(limits);
                        case "array" -> array(limits);
                        case "string" -> scalar(schema, pointer, StringLanguage.of(limits));
                        case "integer" -> scalar(schema, pointer, NumberLanguage.of(limits, true));
                        case "number" -> scalar(schema, pointer, NumberLanguage.of(limits, false));
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

    private Rule object(Limits limits) {
        ObjectNode schema = limits.schema();
        String pointer = limits.pointer();
        JsonNode additional = schema.path("additionalProperties");
        JsonNode extra = additional.isMissingNode() && closed(schema, pointer)
                ? BooleanNode.FALSE
                : additional.isMissingNode() ? BooleanNode.TRUE : additional;
        Set<String> required = new LinkedHashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        Map<String, JsonNode> declared = new LinkedHashMap<>();
        schema.path("properties").properties().forEach(p -> declared.put(p.getKey(), p.getValue()));
        required.forEach(name -> declared.putIfAbsent(name, extra));
        if (declared.size() > MOST_PROPERTIES) {
            keywords.open("properties", pointer, "more than " + MOST_PROPERTIES + " in one object");
            return object(Json.MAPPER.createObjectNode(), pointer + "/*");
        }
        List<ObjectRules.Member> members = new ArrayList<>();
        declared.forEach((name, value) -> {
            Rule rule = rule(value, pointer + "/" + Json.pointerStep(name));
            members.add(new ObjectRules.Member(name, () -> rule, required.contains(name)));
        });
        Rule keys = extra.isBoolean() && !extra.booleanValue()
                ? Rule.NEVER
                : Rule.Terminal.of(new OtherKeys(List.copyOf(declared.keySet())));
        Rule values = keys == Rule.NEVER ? Rule.NEVER : lazily(extra, pointer + "/*");

        return new ObjectRules(
                        members,
                        closed || members.size() > MOST_IN_ANY_ORDER,
                        () -> keys,
                        values,
                        limits.least("minProperties", Limits.MOST_ELEMENTS),
                        limits.most("maxProperties"))
                .rule();
    }

    private Rule object(ObjectNode schema, String pointer) {
        return object(new Limits(schema, pointer, keywords));
    }

    /** In a tool's arguments an object holds what it declares, unless it declares nothing: then it is a free map. */
    private boolean closed(ObjectNode schema, String pointer) {
        return closed && (pointer.isEmpty() || !schema.path("properties").isEmpty());
    }

    private Rule lazily(JsonNode schema, String pointer) {
        return schema.equals(BooleanNode.TRUE) ? anything : rule(schema, pointer);
    }

    private Rule array(Limits limits) {
        ObjectNode schema = limits.schema();
        List<Rule> first = new ArrayList<>();
        JsonNode prefix = schema.path("prefixItems");
        prefix.forEach(item -> first.add(rule(item, limits.pointer() + "/" + first.size())));
        JsonNode items = schema.path("items");
        boolean none = items.isBoolean() && !items.booleanValue();
        Rule rest =
                none ? Rule.NEVER : lazily(items.isMissingNode() ? BooleanNode.TRUE : items, limits.pointer() + "/-");
        int maximum = limits.most("maxItems");
        return ArrayRules.of(
                index -> index < first.size() ? first.get(index) : rest,
                first.size(),
                limits.least("minItems", Limits.MOST_ELEMENTS),
                none ? Math.min(maximum, first.size()) : maximum);
    }
}
