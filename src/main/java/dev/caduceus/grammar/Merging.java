package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.schema.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Two flat schemas → one that holds where both do. */
final class Merging {
    private static final JsonNode TRUE = Json.read("true");

    private Merging() {}

    /** @return one schema, or none where the two contradict each other */
    static List<ObjectNode> merge(ObjectNode first, ObjectNode second) {
        if (first.isEmpty() || second.isEmpty()) {
            return List.of(first.isEmpty() ? second : first);
        }
        ObjectNode merged = Json.MAPPER.createObjectNode().setAll(first); // what is inside is never changed
        for (var keyword : second.properties()) {
            String name = keyword.getKey();
            if (!merged.has(name)) {
                merged.set(name, keyword.getValue());
            } else {
                merged.set(name, both(name, merged.get(name), keyword.getValue()));
            }
        }
        properties(first, second, merged);
        items(first, second, merged);
        boolean never = (merged.has("type")
                        && merged.get("type").isEmpty()
                        && merged.get("type").isArray())
                || (merged.has("enum") && merged.get("enum").isEmpty());
        return never ? List.of() : List.of(merged);
    }

    private static JsonNode both(String keyword, JsonNode first, JsonNode second) {
        return switch (keyword) {
            case "type" -> types(first, second);
            case "enum" -> common(first, second);
            case "required", "pattern", "format", "multipleOf" -> union(first, second);
            case "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties" ->
                first.decimalValue().compareTo(second.decimalValue()) >= 0 ? first : second;
            case "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties" ->
                first.decimalValue().compareTo(second.decimalValue()) <= 0 ? first : second;
            default -> second;
        };
    }

    private static JsonNode types(JsonNode first, JsonNode second) {
        Set<String> left = names(first);
        Set<String> right = names(second);
        Set<String> both = new LinkedHashSet<>();
        for (String type : left) {
            if (right.contains(type) || (type.equals("integer") && right.contains("number"))) {
                both.add(type);
            }
        }
        if (left.contains("number") && right.contains("integer")) {
            both.add("integer");
        }
        ArrayNode types = Json.MAPPER.createArrayNode();
        both.forEach(types::add);
        return types;
    }

    private static Set<String> names(JsonNode type) {
        Set<String> names = new LinkedHashSet<>();
        if (type.isTextual()) {
            names.add(type.asText());
        }
        type.forEach(name -> names.add(name.asText()));
        return names;
    }

    private static JsonNode common(JsonNode first, JsonNode second) {
        ArrayNode common = Json.MAPPER.createArrayNode();
        for (JsonNode value : first) {
            for (JsonNode other : second) {
                if (same(value, other)) {
                    common.add(value);
                    break;
                }
            }
        }
        return common;
    }

    /** Equal as JSON Schema has it: 1 and 1.0 are. */
    static boolean same(JsonNode first, JsonNode second) {
        return first.equals(
                (left, right) -> left.isNumber() && right.isNumber()
                        ? left.decimalValue().compareTo(right.decimalValue())
                        : left.equals(right) ? 0 : 1,
                second);
    }

    private static JsonNode union(JsonNode first, JsonNode second) {
        Set<JsonNode> values = new LinkedHashSet<>();
        for (JsonNode each : List.of(first, second)) {
            if (each.isArray()) {
                each.forEach(values::add);
            } else {
                values.add(each);
            }
        }
        return Flattening.array(new ArrayList<>(values));
    }

    /** A property that one schema does not declare is what that schema says of undeclared ones. */
    private static void properties(ObjectNode first, ObjectNode second, ObjectNode merged) {
        if (!(first.has("properties") || first.has("additionalProperties"))
                || !(second.has("properties") || second.has("additionalProperties"))) {
            return;
        }
        ObjectNode properties = Json.MAPPER.createObjectNode();
        for (ObjectNode each : List.of(first, second)) {
            for (String name : (Iterable<String>) each.path("properties")::fieldNames) {
                properties.set(name, all(property(first, name), property(second, name)));
            }
        }
        merged.set("properties", properties);
        if (first.has("additionalProperties") || second.has("additionalProperties")) {
            JsonNode left = first.has("additionalProperties") ? first.get("additionalProperties") : TRUE;
            JsonNode right = second.has("additionalProperties") ? second.get("additionalProperties") : TRUE;
            merged.set("additionalProperties", all(left, right));
        }
    }

    private static JsonNode property(ObjectNode schema, String name) {
        JsonNode declared = schema.path("properties").path(name);
        if (!declared.isMissingNode()) {
            return declared;
        }
        return schema.has("additionalProperties") ? schema.get("additionalProperties") : TRUE;
    }

    private static void items(ObjectNode first, ObjectNode second, ObjectNode merged) {
        boolean left = first.has("items") || first.has("prefixItems");
        boolean right = second.has("items") || second.has("prefixItems");
        if (!left || !right) {
            return;
        }
        int length = Math.max(
                first.path("prefixItems").size(), second.path("prefixItems").size());
        ArrayNode prefix = Json.MAPPER.createArrayNode();
        for (int i = 0; i < length; i++) {
            prefix.add(all(item(first, i), item(second, i)));
        }
        if (length > 0) {
            merged.set("prefixItems", prefix);
        }
        merged.set("items", all(item(first, length), item(second, length)));
    }

    private static JsonNode item(ObjectNode schema, int index) {
        JsonNode prefix = schema.path("prefixItems");
        return index < prefix.size() ? prefix.get(index) : schema.has("items") ? schema.get("items") : TRUE;
    }

    private static JsonNode all(JsonNode first, JsonNode second) {
        if (first.equals(TRUE) || first.equals(second)) {
            return second;
        }
        if (second.equals(TRUE)) {
            return first;
        }
        ObjectNode all = Json.MAPPER.createObjectNode();
        return all.set("allOf", Flattening.array(List.of(first, second)));
    }
}
