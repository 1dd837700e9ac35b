package dev.caduceus.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.Dialect;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.ReplyFormat;
import dev.caduceus.chat.ToolChoice;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.Json;
import dev.caduceus.schema.JsonSchema;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CallGrammarTest {
    private static final JsonSchema CITY = JsonSchema.read(
            "{\"type\": \"object\", \"properties\": {\"city\": {\"type\": \"string\"}}, \"required\": [\"city\"]}");
    private static final List<ToolDefinition> TOOLS =
            List.of(new ToolDefinition("weather", "", CITY), new ToolDefinition("now", "", JsonSchema.NO_PARAMETERS));
    private static final JsonSchema ANSWER = JsonSchema.read("{\"type\": \"integer\"}");

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of("{\"type\": \"string\", \"maxLength\": 3}", "string", ""),
                Arguments.of("{\"enum\": [\"a\\\"b\", 1, null]}", "(\"\\\"a\\\\\\\"b\\\"\" | \"1\" | \"null\")", ""),
                Arguments.of("{\"const\": \"ü\"}", "\"\\\"ü\\\"\"", ""),
                Arguments.of("{\"type\": [\"boolean\", \"null\"]}", "((\"true\" | \"false\") | \"null\")", ""),
                Arguments.of("{}", "value", ""),
                Arguments.of("{\"$ref\": \"#/nowhere\"}", "r0", "r0 ::= value\n"),
                Arguments.of(
                        "{\"type\": \"array\", \"items\": {\"type\": \"number\"}}",
                        "r1",
                        "r0 ::= number\nr1 ::= \"[\" (r0 (\", \" r0)*)? \"]\"\n"),
                Arguments.of("{\"type\": \"object\"}", "object", ""),
                Arguments.of(
                        "{\"type\": \"object\", \"properties\": {\"a\": {}}, \"additionalProperties\": true}",
                        "object",
                        ""),
                Arguments.of(
                        "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"integer\"}, \"b\": {\"type\":"
                                + " \"string\"}}, \"required\": [\"b\"], \"additionalProperties\": false}",
                        "r3",
                        """
                        r0 ::= "\\"b\\": " string
                        r1 ::= ", " "\\"b\\": " string
                        r2 ::= "\\"a\\": " integer r1
                        r3 ::= "{" (r2 | r0) "}"
                        """),
                Arguments.of("{\"type\": \"object\", \"properties\": {\"next\": {\"$ref\": \"#\"}}}", "r4", """
                        r0 ::= r2
                        r1 ::= "\\"next\\": " r0
                        r2 ::= "{" (r1)? "}"
                        r3 ::= "\\"next\\": " r0
                        r4 ::= "{" (r3)? "}"
                        """));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void a_schema_is_a_rule_that_allows_at_least_what_it_allows(String schema, String root, String added) {
        var rules = new GbnfRules();
        JsonSchema read = JsonSchema.read(schema);
        String grammar = rules.grammar(rules.value(read, read));
        assertThat(grammar).startsWith("root ::= " + root + "\nvalue ::= ").endsWith("[0-9]{1,3})?\n" + added);
    }

    @Test
    void free_text_is_left_alone_up_to_the_tag_where_that_is_one_token() {
        ObjectNode told = told(format(ToolChoice.AUTO, true, OutputConstraint.FREE_TEXT, ""), true);
        assertThat(told.get("grammar_lazy").asBoolean()).isTrue();
        assertThat(Json.write(told.get("grammar_triggers"))).isEqualTo("[{\"type\": 1, \"value\": \"<tool_call>\"}]");
        assertThat(Json.write(told.get("preserved_tokens"))).isEqualTo("[\"<tool_call>\"]");
        assertThat(told.get("grammar").asText())
                .startsWith("root ::= r2 (\"\\n\" r2)*\n")
                .endsWith(
                        "r2 ::= (\"<tool_call>\\n{\\\"name\\\": \\\"weather\\\", \\\"arguments\\\": \" r1 \"}\\n</tool_call>\""
                                + " | \"<tool_call>\\n{\\\"name\\\": \\\"now\\\", \\\"arguments\\\": \" \"{}\" \"}\\n</tool_call>\")\n");
        assertThat(told(format(ToolChoice.AUTO, true, OutputConstraint.FREE_TEXT, ""), false))
                .isEmpty();
    }

    @Test
    void a_call_that_has_to_come_is_held_to_the_grammar_from_where_it_begins() {
        String begun = "<tool_call>\n{\"name\": \"wea";
        ObjectNode told = told(format(new ToolChoice.Named("weather"), true, OutputConstraint.FREE_TEXT, begun), false);
        assertThat(told.has("grammar_lazy")).isFalse();
        assertThat(told.get("grammar").asText())
                .startsWith("root ::= \"ther\\\", \\\"arguments\\\": \" r1 \"}\\n</tool_call>\"\n");
    }

    @Test
    void json_or_calls_are_one_of_both_and_json_alone_is_the_servers_own_affair() {
        var output = new OutputConstraint.Json("answer", ANSWER);
        assertThat(told(format(ToolChoice.AUTO, false, output, ""), true)
                        .get("grammar")
                        .asText())
                .startsWith("root ::= integer | (\"<tool_call>");
        var format = new ReplyFormat(Dialect.HERMES, List.of(), ToolChoice.AUTO, true, output, "");
        assertThat(Json.write(told(format, true))).isEqualTo("{\"json_schema\": {\"type\": \"integer\"}}");
    }

    private static ReplyFormat format(ToolChoice choice, boolean several, OutputConstraint output, String begun) {
        return new ReplyFormat(Dialect.HERMES, TOOLS, choice, several, output, begun);
    }

    private static ObjectNode told(ReplyFormat format, boolean oneToken) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        CallGrammar.tell(body, format, oneToken);
        return body;
    }
}
