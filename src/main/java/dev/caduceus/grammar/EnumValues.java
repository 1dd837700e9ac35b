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
import java.util.Set;
import java.util.regex.Pattern;

/** The values of an enumeration → their texts; those that the rest of the schema rules out are left out. */
final class EnumValues {
    /** In a schema for objects or arrays: a validator might search for a pattern for ever, or fetch a reference. */
    private static final Pattern NOT_VALIDATED = Pattern.compile("\"(\\$|pattern|format|if|not)");

    /** Of nodes and edges. */
    private static final int A_CHARACTER = 4;

    private EnumValues() {}

    static Rule rule(Limits limits) {
        List<String> texts = texts(limits);
        return texts.isEmpty() ? Rule.NEVER : Rule.Terminal.of(new LiteralSet(texts));
    }

    /** @throws Budget.Spent where they are too many, or too long */
    static List<String> texts(Limits limits) {
        ObjectNode rest = Json.MAPPER.createObjectNode().setAll(limits.schema());
        rest.remove("enum");
        rest.remove("format"); // of an enumeration it only describes
        Set<String> types = SchemaRules.types(rest);
        rest.remove("type");
        var others = new Limits(rest, limits.pointer(), limits.keywords());
        var strings = new ArrayList<ByteAutomaton>(1); // made when the first string is met
        List<String> texts = new ArrayList<>();
        for (JsonNode value : limits.schema().get("enum")) {
            String text = Json.write(value);
            limits.keywords().budget().spend(Budget.Of.NODES, (long) A_CHARACTER * text.length());
            if (!types.contains(type(value)) && !(types.contains("integer") && whole(value))) {
                continue;
            }
            if (value.isTextual() && strings.isEmpty()) {
                strings.add(StringLanguage.of(others));
            }
            if (value.isTextual() ? accepts(strings.getFirst(), text) : allowed(others, value, text)) {
                texts.add(text);
            }
        }
        return texts;
    }

    private static boolean allowed(Limits rest, JsonNode value, String text) {
        return value.isNumber()
                ? NumberLanguage.allows(rest, value.decimalValue())
                : !value.isContainerNode() || rest.schema().isEmpty() || valid(rest, text);
    }

    private static boolean valid(Limits rest, String text) {
        String schema = Json.write(rest.schema());
        rest.keywords().budget().spend(Budget.Of.KEYWORDS, 1 + (schema.length() + text.length()) / 8);
        if (NOT_VALIDATED.matcher(schema).find()) {
            rest.keywords().open("enum", rest.pointer(), "its objects stand beside more than can be checked");
            return true;
        }
        try {
            Schema validator = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema, InputFormat.JSON);
            return validator.validate(text, InputFormat.JSON).isEmpty();
        } catch (RuntimeException unreadable) {
            rest.keywords().open("enum", rest.pointer(), "its objects stand beside what is no schema");
            return true;
        }
    }

    private static boolean accepts(ByteAutomaton language, String text) {
        int state = language.start();
        for (int symbol : Symbols.of(text)) {
            state = state == ByteAutomaton.DEAD ? state : language.next(state, symbol);
        }
        return state != ByteAutomaton.DEAD && language.accepting(state);
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

    private static boolean whole(JsonNode value) {
        return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
    }
}
