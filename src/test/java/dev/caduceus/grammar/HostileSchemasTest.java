package dev.caduceus.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.schema.Json;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Small schemas that would take hours or all memory: each is compiled within the budget, or refused by name. */
class HostileSchemasTest {
    /** Against hanging only. */
    private static final Duration ENOUGH = Duration.ofSeconds(60);

    private static final String DEFINED = "\"$defs\": {%s, \"a30\": {\"type\": \"string\"}}"
            .formatted(IntStream.range(0, 30)
                    .mapToObj(i -> "\"a%d\": {\"allOf\": [{\"$ref\": \"#/$defs/a%d\"}, {\"$ref\": \"#/$defs/a%d\"}]}"
                            .formatted(i, i + 1, i + 1))
                    .collect(Collectors.joining(", ")));

    static Stream<Arguments> schemas() {
        return Stream.concat(
                patterns()
                        .map(pattern -> arguments(
                                "pattern",
                                "{\"type\": \"string\", \"pattern\": %s}"
                                        .formatted(Json.write(JsonNodeFactory.instance.textNode(pattern))))),
                Stream.of(
                        arguments("schema", "{\"$ref\": \"#/$defs/a0\"}"),
                        arguments("schema", "{\"items\": ".repeat(90) + "{}" + "}".repeat(90)),
                        arguments("schema", "{\"enum\": [\"" + "x".repeat(200_000) + "\"]}"),
                        arguments(
                                "schema",
                                "{\"allOf\": [{\"properties\": {\"x\": {\"$ref\": \"HERE\"}}},"
                                        + " {\"properties\": {\"x\": {\"$ref\": \"HERE\", \"maxLength\": 9}}}]}"),
                        arguments("minLength", "{\"type\": \"string\", \"minLength\": 3000000}"),
                        arguments("minItems", "{\"type\": \"array\", \"minItems\": 100000}"),
                        arguments("minProperties", "{\"type\": \"object\", \"minProperties\": 100000}"),
                        arguments("multipleOf", "{\"type\": \"number\", \"multipleOf\": 1e-400000000}"),
                        arguments("multipleOf", "{\"type\": \"integer\", \"multipleOf\": 99991, \"minimum\": 1}"),
                        arguments("minimum", "{\"type\": \"number\", \"minimum\": 1e300000000}"),
                        arguments("maximum", "{\"type\": \"number\", \"maximum\": 1e-300000000}"),
                        arguments("enum", "{\"enum\": [1e300000000, 1], \"multipleOf\": 7}"),
                        arguments(
                                "enum",
                                "{\"enum\": [{\"a\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"}],"
                                        + " \"properties\": {\"a\": {\"pattern\": \"^(a+)+$\"}}}"),
                        arguments(
                                "properties",
                                "{\"type\": \"object\", \"properties\": {%s}}"
                                        .formatted(IntStream.range(0, 2_000)
                                                .mapToObj(i -> "\"p%d\": {}".formatted(i))
                                                .collect(Collectors.joining(", "))))));
    }

    private static Stream<String> patterns() {
        return Stream.of(
                ".".repeat(9_000),
                "[^x]".repeat(30_000),
                "(a|b)*a(a|b){22}",
                "\\p{L}".repeat(1_500),
                "(".repeat(5_000),
                "a" + "{2}".repeat(200),
                "a" + "*".repeat(5_000),
                "(?:" + "|".repeat(5_000) + "){100000}",
                "(?<a",
                "\\xZZ",
                "\\u{zz}",
                "\\u{",
                "\\u{110000}",
                "\\p{",
                "[\\ud83d\\u",
                "[z-\\p{Cs}]");
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void a_tool_is_offered_and_what_takes_too_much_is_open_by_name(String keyword, String schema) {
        String parameters = "{\"type\": \"object\", \"properties\": {\"for\": %s}, %s}"
                .formatted(schema.replace("HERE", "#/properties/for"), DEFINED);
        Grammar grammar = assertTimeoutPreemptively(ENOUGH, () -> {
            Grammar learnt =
                    Grammar.of(Embedded.VOCABULARY, Embedded.required(List.of(Embedded.tool("look", parameters))));
            learnt.learn();
            return learnt;
        });
        assertThat(grammar.unenforced())
                .hasSizeLessThanOrEqualTo(100)
                .anyMatch(line -> line.startsWith("look: /for") && line.endsWith(": " + keyword));
        grammar.matcher().acceptText("<tool_call>\n{\"name\": \"look\", \"arguments\": {}}\n</tool_call>");
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void as_a_reply_s_schema_it_is_refused_by_name(String keyword, String schema) {
        String whole = "%s, %s}".formatted(schema.replace("HERE", "#").replaceFirst("}$", ""), DEFINED);
        assertThatThrownBy(() ->
                        assertTimeoutPreemptively(ENOUGH, () -> Grammar.of(Embedded.VOCABULARY, Embedded.json(whole))))
                .isInstanceOf(CaduceusException.class)
                .hasMessageContaining("'" + keyword + "'")
                .extracting(error -> ((CaduceusException) error).code())
                .isEqualTo(ErrorCode.UNSUPPORTED);
    }

    static Stream<String> heldSchemas() {
        String nested = "{\"type\": \"array\", \"minItems\": 200, \"items\": %s}";
        return Stream.of(
                "{\"type\": \"string\", \"maxLength\": 67000001}",
                "{\"type\": \"string\", \"minLength\": 1000}",
                "{\"type\": \"string\", \"pattern\": \"[\\\\ud800-\\\\udfff]\"}",
                "{\"type\": \"string\", \"pattern\": \"^.{1,400}$\"}",
                "{\"type\": \"number\", \"minimum\": 0, \"maximum\": 1.7976931348623157e308}",
                "{\"enum\": [\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"aa\"], \"pattern\": \"^(a+)+$\"}",
                nested.formatted(nested.formatted(nested.formatted(nested.formatted("{}")))));
    }

    @ParameterizedTest
    @MethodSource("heldSchemas")
    void what_looks_large_and_is_not_is_held(String schema) {
        String parameters = "{\"type\": \"object\", \"properties\": {\"for\": %s}}".formatted(schema);
        Grammar grammar = assertTimeoutPreemptively(ENOUGH, () -> {
            Grammar learnt =
                    Grammar.of(Embedded.VOCABULARY, Embedded.required(List.of(Embedded.tool("look", parameters))));
            learnt.learn();
            return learnt;
        });
        assertThat(grammar.unenforced()).isEmpty();
    }

    @Test
    void one_hostile_parameter_leaves_the_others_held() {
        String parameters = "{\"type\": \"object\", \"properties\": {\"for\": {\"$ref\": \"#/$defs/a0\"},"
                + " \"id\": {\"type\": \"string\", \"pattern\": \"^(a|b)*a(a|b){22}$\"},"
                + " \"code\": {\"type\": \"string\", \"pattern\": \"^[A-Z]{2}$\"}}, " + DEFINED + "}";
        Grammar grammar =
                Grammar.of(Embedded.VOCABULARY, Embedded.required(List.of(Embedded.tool("look", parameters))));
        String call = "<tool_call>\n{\"name\": \"look\", \"arguments\": {\"code\": \"%s\"}}\n</tool_call>";
        grammar.matcher().acceptText(call.formatted("AB"));
        assertThatThrownBy(() -> grammar.matcher().acceptText(call.formatted("ab")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
