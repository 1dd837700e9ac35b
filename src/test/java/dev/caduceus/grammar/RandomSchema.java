package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.schema.Json;
import java.util.List;
import java.util.Random;

/** Schemas of the keywords that a grammar holds, nested at random; now and then one that nothing fits. */
final class RandomSchema {
    private static final List<String> NAMES = List.of("a", "b", "kind", "name", "a b", "é", "x\"y");
    private static final List<String> PATTERNS =
            List.of("^[A-Z]{2}-[0-9]{1,3}$", "a.c", "^(red|reddish)?$", "[0-9]+", "^[^a]*$", "^\\w+@x$", "b$");
    private static final List<String> FORMATS = List.of("date", "time", "date-time", "email", "uuid", "uri", "ipv4");
    private static final List<String> VALUES = List.of(
            "\"red\"", "\"reddish\"", "3", "-0.5", "null", "true", "{\"a\": [1, 2]}", "[]", "\"\"", "\"x\\\"y\"", "{}");

    private final Random random;

    RandomSchema(Random random) {
        this.random = random;
    }

    ObjectNode schema() {
        ObjectNode schema = any(3);
        if (Json.write(schema).contains("#/$defs/self")) {
            schema.putObject("$defs").set("self", object(1));
        }
        return schema;
    }

    /** A tool's parameters. */
    ObjectNode parameters() {
        ObjectNode schema = object(2);
        if (Json.write(schema).contains("#/$defs/self")) {
            schema.putObject("$defs").set("self", object(1));
        }
        return schema;
    }

    private ObjectNode any(int depth) {
        return switch (random.nextInt(depth > 0 ? 12 : 7)) {
            case 0 -> string();
            case 1 -> number("integer");
            case 2 -> number("number");
            case 3 -> make().put("type", random.nextBoolean() ? "boolean" : "null");
            case 4 -> constant();
            case 5 -> formatted();
            case 6 -> types();
            case 7, 8 -> object(depth - 1);
            case 9 -> array(depth - 1);
            case 10 -> combined(depth - 1);
            default -> make().put("$ref", "#/$defs/self");
        };
    }

    private static ObjectNode make() {
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode string() {
        ObjectNode schema = make().put("type", "string");
        int shortest = random.nextInt(4);
        if (random.nextBoolean()) {
            schema.put("minLength", shortest);
        }
        if (random.nextBoolean()) {
            schema.put("maxLength", shortest + random.nextInt(6));
        }
        if (random.nextInt(3) == 0) {
            schema.put("pattern", PATTERNS.get(random.nextInt(PATTERNS.size())));
            schema.remove("maxLength");
        }
        return schema;
    }

    private ObjectNode formatted() {
        return make().put("type", "string").put("format", FORMATS.get(random.nextInt(FORMATS.size())));
    }

    /** Always limited where it may have an exponent: the validator's numbers end at 1e308. */
    private ObjectNode number(String type) {
        ObjectNode schema = make().put("type", type);
        int low = random.nextInt(200) - 100;
        boolean integer = type.equals("integer");
        if (!integer || random.nextBoolean()) {
            schema.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", low);
        }
        if (!integer || random.nextBoolean()) {
            schema.put(random.nextBoolean() ? "maximum" : "exclusiveMaximum", low + 2 + random.nextInt(300));
        }
        if (random.nextInt(4) == 0) {
            schema.put("multipleOf", 1 + random.nextInt(9));
        }
        return schema;
    }

    private ObjectNode constant() {
        ObjectNode schema = make();
        if (random.nextBoolean()) {
            return schema.set("const", Json.read(VALUES.get(random.nextInt(VALUES.size()))));
        }
        ArrayNode values = schema.putArray("enum");
        for (int i = random.nextInt(4); i >= 0; i--) {
            values.add(Json.read(VALUES.get(random.nextInt(VALUES.size()))));
        }
        return schema;
    }

    private ObjectNode types() {
        ObjectNode schema = make();
        ArrayNode types = schema.putArray("type").add("null");
        types.add(List.of("string", "integer", "boolean").get(random.nextInt(3)));
        return schema;
    }

    private ObjectNode object(int depth) {
        ObjectNode schema = make().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (String name : NAMES) {
            if (random.nextInt(3) == 0) {
                properties.set(name, any(depth));
                if (random.nextBoolean()) {
                    required.add(name);
                }
            }
        }
        switch (random.nextInt(4)) {
            case 0 -> schema.put("additionalProperties", true);
            case 1 -> schema.set("additionalProperties", string());
            default -> schema.put("additionalProperties", false);
        }
        return schema;
    }

    private ObjectNode array(int depth) {
        ObjectNode schema = make().put("type", "array");
        int fewest = random.nextInt(3);
        if (random.nextBoolean()) {
            schema.put("minItems", fewest);
        }
        if (random.nextBoolean()) {
            schema.put("maxItems", fewest + random.nextInt(3));
        }
        if (random.nextInt(3) == 0) {
            schema.putArray("prefixItems").add(any(depth)).add(any(0));
        }
        if (random.nextInt(4) == 0) {
            schema.put("items", false);
        } else {
            schema.set("items", any(depth));
        }
        return schema;
    }

    private ObjectNode combined(int depth) {
        ObjectNode schema = make();
        if (random.nextInt(3) > 0) {
            schema.putArray("anyOf").add(any(depth)).add(any(depth));
        } else {
            schema.putArray("allOf").add(object(0)).add(make().put("maxProperties", 1 + random.nextInt(3)));
        }
        return schema;
    }
}
