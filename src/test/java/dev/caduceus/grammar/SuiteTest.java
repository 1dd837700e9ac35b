package dev.caduceus.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.schema.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON-Schema-Test-Suite (draft 7, as Debian's json-schema-test-suite carries it) as accept and reject. */
class SuiteTest {
    private static final Path SUITE = Path.of("/usr/share/json-schema-test-suite/tests/draft7");

    /** Schemas of these files that are refused by name, and the keyword that stands behind it. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("additionalProperties being false does not allow other properties", "patternProperties"),
            Map.entry("non-ASCII pattern with additionalProperties", "patternProperties"),
            Map.entry("invalid definition", "$ref to another document"),
            Map.entry("valid definition", "$ref to another document"),
            Map.entry("oneOf", "oneOf that may overlap"),
            Map.entry("oneOf complex types", "oneOf that may overlap"),
            Map.entry("oneOf with base schema", "oneOf that may overlap"),
            Map.entry("oneOf with boolean schemas, all true", "oneOf that may overlap"),
            Map.entry("oneOf with boolean schemas, more than one true", "oneOf that may overlap"),
            Map.entry("properties, patternProperties, additionalProperties interaction", "patternProperties"),
            Map.entry("Recursive references between schemas", "$ref to another document"),
            Map.entry("remote ref, containing refs itself", "$ref to another document"),
            Map.entry("escaped pointer ref", "unknown keywords"));

    /** Valid, but spelt as no mask spells it; or valid by draft 7 only. */
    private static final Set<String> OTHERWISE = Set.of(
            "same object with different property order is valid",
            "case-insensitive T and Z",
            "a valid URL ", // an IPv6 host
            "a valid URL with many special characters",
            "ref valid, maxItems ignored");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "additionalItems",
                "additionalProperties",
                "allOf",
                "anyOf",
                "boolean_schema",
                "const",
                "definitions",
                "enum",
                "exclusiveMaximum",
                "exclusiveMinimum",
                "items",
                "maxItems",
                "maxLength",
                "maxProperties",
                "maximum",
                "minItems",
                "minLength",
                "minProperties",
                "minimum",
                "multipleOf",
                "oneOf",
                "pattern",
                "properties",
                "ref",
                "required",
                "type",
                "optional/format/date",
                "optional/format/time",
                "optional/format/date-time",
                "optional/format/email",
                "optional/format/uri"
            })
    void a_schema_takes_just_the_instances_that_the_suite_says(String file) throws IOException {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(SUITE).as("apt-get install json-schema-test-suite").exists();
        }
        Set<String> refused = new TreeSet<>();
        for (JsonNode group : Json.read(Files.readString(SUITE.resolve(file + ".json")))) {
            Rule rule;
            try {
                rule = SchemaRules.wholeReply(
                        Embedded.VOCABULARY, group.get("schema"), Keywords.refusing("response_format", new Budget()));
            } catch (CaduceusException e) {
                assertThat(e.code())
                        .as(group.path("description") + ": " + e.getMessage())
                        .isEqualTo(ErrorCode.UNSUPPORTED);
                refused.add(group.path("description").asText());
                continue;
            }
            for (JsonNode test : group.path("tests")) {
                if (OTHERWISE.contains(test.path("description").asText())) {
                    continue;
                }
                String text = Json.write(plain(test.get("data")));
                assertThat(accepts(rule, text))
                        .as("%s: %s: %s", group.path("description"), test.path("description"), text)
                        .isEqualTo(test.path("valid").booleanValue());
            }
        }
        assertThat(refused).as("refused by name").isSubsetOf(REFUSED.keySet());
    }

    private static boolean accepts(Rule rule, String text) {
        var states = new States(Embedded.VOCABULARY, Grounding.NONE);
        State state = states.start(rule);
        for (int symbol : Symbols.of(text)) {
            state = states.next(state, symbol);
        }
        return state.mayEnd();
    }

    /** 1.0 as 1: whole numbers have one spelling. */
    private static JsonNode plain(JsonNode data) {
        return switch (data) {
            case ObjectNode object -> {
                ObjectNode plain = Json.MAPPER.createObjectNode();
                object.properties().forEach(p -> plain.set(p.getKey(), plain(p.getValue())));
                yield plain;
            }
            case ArrayNode array -> {
                var plain = Json.MAPPER.createArrayNode();
                array.forEach(item -> plain.add(plain(item)));
                yield plain;
            }
            default -> data.isNumber() ? DecimalNode.valueOf(data.decimalValue().stripTrailingZeros()) : data;
        };
    }
}
