package dev.caduceus.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.schema.JsonSchema;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolDefinitionTest {
    @Test
    void what_is_grounded_is_noted_and_the_schema_reads_as_if_nothing_had_been_said() {
        var tool = new ToolDefinition("f", "", JsonSchema.read("""
                {"type": "object", "properties": {
                  "id": {"type": "string", "x-grounded": true, "description": "Id"},
                  "free": {"type": "string", "x-grounded": false},
                  "a/b": {"type": "string", "x-grounded": true},
                  "names": {"type": "array", "items": {"type": "string"}, "x-grounded": true},
                  "sizes": {"type": "array", "items": {"type": "number", "x-grounded": true}},
                  "who": {"type": "object", "properties": {"name": {"type": "string", "x-grounded": true}}}}}"""));
        assertThat(tool.grounded()).isEqualTo(Set.of("/id", "/a~1b", "/names/-", "/sizes/-", "/who/name"));
        assertThat(tool.parameters().json())
                .startsWith("{\"type\": \"object\", \"properties\": {\"id\": {\"type\": \"string\", \"description\"")
                .doesNotContain(ToolDefinition.GROUNDED);
    }

    @Test
    void a_schema_that_says_nothing_of_it_stays_the_same_object() {
        assertThat(new ToolDefinition("f", "", JsonSchema.NO_PARAMETERS).parameters())
                .isSameAs(JsonSchema.NO_PARAMETERS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"properties": {"a": {"type": "boolean", "x-grounded": true}}} | /a is of type boolean
            {"type": "object", "x-grounded": true}                         | the arguments' object is of type object
            {"properties": {"a": {"x-grounded": true}}}                    | /a is of no single type
            {"$defs": {"a": {"type": "string", "x-grounded": true}}}       | move it there from $defs
            """)
    void what_cannot_be_grounded_is_refused(String schema, String message) {
        assertThatThrownBy(() -> new ToolDefinition("f", "", JsonSchema.read(schema)))
                .isInstanceOf(CaduceusException.class)
                .hasMessageContaining(message);
    }
}
