package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.caduceus.schema.Json;
import java.util.ArrayList;
import java.util.List;

/** The values of an enumeration → their texts; those that the rest of the schema rules out are left out. */
final class EnumValues {
    private EnumValues() {}

    static Rule rule(ObjectNode schema) {
        List<String> texts = texts(schema);
        return texts.isEmpty() ? Rule.NEVER : Rule.Terminal.of(new LiteralSet(texts));
    }

    static List<String> texts(ObjectNode schema) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : schema.get("enum")) {
            if (allowed(schema, value)) {
                texts.add(Json.write(value));
            }
        }
        return texts;
    }

    private static boolean allowed(ObjectNode schema, JsonNode value) {
        ObjectNode rest = schema.deepCopy();
        rest.remove("enum");
        if (!SchemaRules.types(rest).contains(type(value)) && !whole(rest, value)) {
            return false;
        }
        rest.remove("type");
        if (rest.isEmpty()) {
            return true;
        }
        Schema validator = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Json.write(rest), InputFormat.JSON);
        return validator.validate(Json.write(value), InputFormat.JSON).isEmpty();
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> "object";
            case ARRAY -> "array";
            case STRING, BINARY -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case NULL, MISSING -> "null";
        };
    }

    private static boolean whole(ObjectNode schema, JsonNode value) {
        return value.isNumber()
                && SchemaRules.types(schema).contains("integer")
                && value.decimalValue().stripTrailingZeros().scale() <= 0;
    }
}
