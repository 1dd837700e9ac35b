package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.schema.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A schema → the same as alternatives without references and combinations: {@code allOf} and siblings are merged into
 * one schema, {@code anyOf} and {@code oneOf} multiply the alternatives. What can't hold at all is left out.
 */
final class Flattening {
    /** More come of a schema that refers to itself without an object or array between. */
    private static final int MAX_DEPTH = 64;

    private static final int MAX_ALTERNATIVES = 1_000;

    private static final List<ObjectNode> ANYTHING = List.of(Json.MAPPER.createObjectNode());

    private final JsonNode root;
    private final Keywords keywords;

    Flattening(JsonNode root, Keywords keywords) {
        this.root = root;
        this.keywords = keywords;
    }

    List<ObjectNode> of(JsonNode schema, String pointer) {
        return flatten(schema, pointer, 0);
    }

    private List<ObjectNode> flatten(JsonNode schema, String pointer, int depth) {
        if (schema.isBoolean()) {
            return schema.booleanValue() ? List.of(Json.MAPPER.createObjectNode()) : List.of();
        }
        keywords.budget().spend(Budget.Of.KEYWORDS, 1 + schema.size());
        if (!(schema instanceof ObjectNode object)) {
            throw keywords.wrong(pointer, "a schema is an object, true or false", schema);
        }
        if (depth > MAX_DEPTH) {
            throw CaduceusException.of(
                    ErrorCode.BAD_REQUEST,
                    "The schema at '%s' refers to itself more than %s times in one place",
                    pointer,
                    MAX_DEPTH);
        }
        List<ObjectNode> flat = List.of(plain(object));
        if (object.has("$ref")) {
            flat = product(pointer, flat, flatten(resolve(object.get("$ref").asText(), pointer), pointer, depth + 1));
        }
        for (JsonNode part : object.path("allOf")) {
            flat = product(pointer, flat, flatten(part, pointer, depth + 1));
        }
        if (object.has("anyOf")) {
            flat = product(pointer, flat, any(object.get("anyOf"), pointer, depth));
        }
        if (object.has("oneOf")) {
            flat = product(pointer, flat, one(object.get("oneOf"), pointer, depth));
        }
        return flat;
    }

    /** The keywords that need no flattening, older spellings brought up to date. */
    private static ObjectNode plain(ObjectNode schema) {
        ObjectNode plain = Json.MAPPER.createObjectNode();
        for (var keyword : schema.properties()) {
            String name = keyword.getKey();
            JsonNode value = keyword.getValue();
            switch (name) {
                case "$ref", "allOf", "anyOf", "oneOf" -> {}
                case "const" -> plain.set("enum", plain.arrayNode().add(value));
                case "items" -> plain.set(value.isArray() ? "prefixItems" : "items", value);
                case "additionalItems" -> { // means nothing beside a schema for all items
                    if (schema.path("items").isArray()) {
                        plain.set("items", value);
                    }
                }
                default -> {
                    if (!Keywords.DESCRIBING.contains(name)) {
                        plain.set(name, value);
                    }
                }
            }
        }
        exclusive(plain, "exclusiveMinimum", "minimum");
        exclusive(plain, "exclusiveMaximum", "maximum");
        return plain;
    }

    /** Draft 4 wrote {@code "minimum": 3, "exclusiveMinimum": true}. */
    private static void exclusive(ObjectNode schema, String keyword, String limit) {
        if (schema.path(keyword).isBoolean()) {
            boolean exclusive = schema.remove(keyword).booleanValue();
            if (exclusive && schema.has(limit)) {
                schema.set(keyword, schema.remove(limit));
            }
        }
    }

    private List<ObjectNode> any(JsonNode options, String pointer, int depth) {
        List<ObjectNode> flat = new ArrayList<>();
        for (JsonNode option : options) {
            flat.addAll(flatten(option, pointer, depth + 1));
            if (flat.size() > MAX_ALTERNATIVES) {
                return tooMany(pointer);
            }
        }
        return flat;
    }

    private List<ObjectNode> one(JsonNode options, String pointer, int depth) {
        List<List<ObjectNode>> each = new ArrayList<>();
        options.forEach(option -> each.add(flatten(option, pointer, depth + 1)));
        var apart = new Apart(this);
        for (int i = 0; i < each.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (!apart.all(each.get(i), each.get(j))) {
                    keywords.open("oneOf", pointer, "its options " + j + " and " + i + " may both hold");
                }
            }
        }
        List<ObjectNode> flat = each.stream().flatMap(List::stream).toList();
        return flat.size() > MAX_ALTERNATIVES ? tooMany(pointer) : flat;
    }

    private List<ObjectNode> product(String pointer, List<ObjectNode> left, List<ObjectNode> right) {
        List<ObjectNode> both = new ArrayList<>();
        for (ObjectNode first : left) {
            for (ObjectNode second : right) {
                both.addAll(merged(first, second));
                if (both.size() > MAX_ALTERNATIVES) {
                    return tooMany(pointer);
                }
            }
        }
        return both;
    }

    private List<ObjectNode> tooMany(String pointer) {
        keywords.open("anyOf or oneOf", pointer, "they make more than " + MAX_ALTERNATIVES + " combinations");
        return ANYTHING;
    }

    Keywords keywords() {
        return keywords;
    }

    /** {@link Merging#merge}, paid for. */
    List<ObjectNode> merged(ObjectNode first, ObjectNode second) {
        long compared = (long) first.path("enum").size() * second.path("enum").size();
        keywords.budget().spend(Budget.Of.KEYWORDS, 1 + size(first) + size(second) + compared / 4);
        return Merging.merge(first, second);
    }

    private static int size(ObjectNode schema) {
        return schema.size()
                + schema.path("properties").size()
                + schema.path("required").size()
                + schema.path("enum").size()
                + schema.path("prefixItems").size();
    }

    /**
     * The schema that {@code reference}, written at {@code pointer}, means; any value where it leaves the document.
     *
     * @throws CaduceusException {@code BAD_REQUEST} where it points nowhere
     */
    JsonNode resolve(String reference, String pointer) {
        if (!reference.equals("#") && !reference.startsWith("#/")) {
            keywords.open("$ref", pointer, "'" + reference + "' is no place in its own document, '#' or '#/…'");
            return BooleanNode.TRUE;
        }
        JsonNode target = target(reference);
        if (target.isMissingNode()) {
            throw keywords.wrong(pointer, "a $ref points to a place in its document", TextNode.valueOf(reference));
        }
        return target;
    }

    private JsonNode target(String reference) {
        try {
            return root.at(URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException noEscape) { // %zz
            return MissingNode.getInstance();
        }
    }

    static ArrayNode array(List<JsonNode> values) {
        return Json.MAPPER.createArrayNode().addAll(values);
    }
}
