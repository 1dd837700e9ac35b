package dev.caduceus.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.ToolDefinition;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeywordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uniqueItems       | {\"type\": \"array\", \"uniqueItems\": true}",
                "not               | {\"not\": {\"type\": \"string\"}}",
                "if                | {\"if\": {\"type\": \"string\"}}",
                "contains          | {\"type\": \"array\", \"contains\": {\"type\": \"string\"}}",
                "patternProperties | {\"type\": \"object\", \"patternProperties\": {\"a\": true}}",
                "dependentRequired | {\"type\": \"object\", \"dependentRequired\": {\"a\": [\"b\"]}}",
                "format            | {\"type\": \"string\", \"format\": \"duration\"}",
                "oneOf             | {\"oneOf\": [{\"type\": \"integer\"}, {\"minimum\": 2}]}",
                "wibble            | {\"type\": \"string\", \"wibble\": 1}",
                "(?=               | {\"type\": \"string\", \"pattern\": \"(?=a)b\"}",
                "elsewhere         | {\"$ref\": \"http://example.org/elsewhere\"}"
            })
    void what_no_mask_can_promise_is_refused_by_name_in_a_reply_s_schema_and_a_strict_tool_s(
            String name, String schema) {
        assertRefused(name, Embedded.json(schema));
        ToolDefinition tool =
                Embedded.tool("look", "{\"type\": \"object\", \"properties\": {\"for\": " + schema + "}}");
        assertRefused(name, Embedded.required(List.of(tool.withStrict(true))));
        assertThat(Grammar.of(Embedded.VOCABULARY, Embedded.required(List.of(tool)))
                        .unenforced())
                .isNotEmpty();
    }

    private static void assertRefused(String name, GrammarSpec spec) {
        assertThatThrownBy(() -> Grammar.of(Embedded.VOCABULARY, spec))
                .isInstanceOf(CaduceusException.class)
                .hasMessageContaining(name)
                .extracting(error -> ((CaduceusException) error).code())
                .isEqualTo(ErrorCode.UNSUPPORTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "pattern        | {\"type\": \"string\", \"pattern\": \"^(?=a)b\\\\b\"}",
                "pattern        | {\"type\": \"string\", \"pattern\": \"^(?:a{1,1000}){1,1000}$\"}",
                "$ref           | {\"$ref\": \"http://example.org/elsewhere\"}",
                "anyOf or oneOf | {\"allOf\": [MANY, MANY, MANY]}"
            })
    void a_tool_whose_schema_goes_beyond_masks_is_offered_and_only_that_keyword_is_free(String name, String schema) {
        String many = IntStream.range(0, 11)
                .mapToObj(i -> "{\"required\": [\"" + i + "\"]}")
                .collect(Collectors.joining(", ", "{\"anyOf\": [", "]}"));
        var tool = Embedded.tool(
                "look", "{\"type\": \"object\", \"properties\": {\"for\": " + schema.replace("MANY", many) + "}}");
        Grammar grammar = Grammar.of(Embedded.VOCABULARY, Embedded.required(List.of(tool)));
        assertThat(grammar.unenforced()).containsExactly("look: /for: " + name);
        Matcher matcher = grammar.matcher();
        matcher.acceptText("<tool_call>\n{\"name\": \"look\", \"arguments\": {\"for\": \"anything\"}}\n</tool_call>");
        assertThatThrownBy(() -> grammar.matcher().acceptText("<tool_call>\n{\"name\": \"look\", \"arguments\": {\"if"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void in_a_tool_s_schema_it_is_reported_by_name_and_place() {
        var tool = Embedded.tool(
                "tag",
                "{\"type\": \"object\", \"properties\": {\"words\": {\"type\": \"array\", \"items\": {\"type\":"
                        + " \"string\"}, \"uniqueItems\": true}}}");
        Grammar grammar = Grammar.of(Embedded.VOCABULARY, Embedded.auto(List.of(tool)));
        assertThat(grammar.unenforced()).containsExactly("tag: /words: uniqueItems");
        assertThat(Grammar.of(Embedded.VOCABULARY, Embedded.auto(Embedded.TOOLS))
                        .unenforced())
                .isEmpty();
    }

    @Test
    void a_schema_that_allows_nothing_is_a_bad_request() {
        Grammar grammar = Grammar.of(
                Embedded.VOCABULARY, Embedded.json("{\"type\": \"integer\", \"minimum\": 3, \"maximum\": 2}"));
        assertThatThrownBy(grammar::matcher)
                .isInstanceOf(CaduceusException.class)
                .hasMessageContaining("no value at all");
    }
}
