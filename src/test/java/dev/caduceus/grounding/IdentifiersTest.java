package dev.caduceus.grounding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.JsonSchema;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentifiersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "order_id      | {\"type\": \"string\"}                                          | /order_id",
                "discountCode  | {\"type\": \"string\"}                                          | /discountCode",
                "id            | {\"type\": \"string\"}                                          | /id",
                "Tracking-No   | {\"type\": \"string\"}                                          | ``",
                "orderNumber   | {\"type\": \"string\", \"minLength\": 4}                        | /orderNumber",
                "number        | {\"type\": \"integer\"}                                         | ``",
                "country_code  | {\"type\": \"string\", \"enum\": [\"de\", \"no\"]}              | ``",
                "item_ids      | {\"type\": \"array\", \"items\": {\"type\": \"string\"}}        | /item_ids/-",
                "idea          | {\"type\": \"string\"}                                          | ``",
                "paid          | {\"type\": \"string\"}                                          | ``",
                "a/b_id        | {\"type\": \"string\"}                                          | /a~1b_id",
                "order         | {\"type\": \"object\", \"properties\": {\"id\": {\"type\": \"string\"}}} | /order/id",
            })
    void arguments_that_identify_something_are_grounded(String name, String schema, String pointer) {
        ToolDefinition tool = tool("{\"type\": \"object\", \"properties\": {\"%s\": %s}}".formatted(name, schema));

        Set<String> grounded = Identifiers.grounded(List.of(tool)).getFirst().grounded();

        assertThat(grounded).isEqualTo(pointer.isEmpty() ? Set.of() : Set.of(pointer));
    }

    @Test
    void what_a_tool_says_itself_stays() {
        ToolDefinition tool = tool("""
                {"type": "object", "properties": {"city": {"type": "string", "x-grounded": true}, "id": {"type": "string"}}}""");

        assertThat(Identifiers.grounded(List.of(tool)).getFirst().grounded()).containsExactlyInAnyOrder("/city", "/id");
    }

    private static ToolDefinition tool(String parameters) {
        return new ToolDefinition("look_up", "", JsonSchema.read(parameters));
    }
}
