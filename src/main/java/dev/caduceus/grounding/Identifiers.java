package dev.caduceus.grounding;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tools of which nobody said what is grounded → the same with the arguments that identify something grounded, told by the last
 * word of their name: {@code order_id}, {@code discountCode}, {@code tracking_number}. Strings only, and lists of them: a number
 * of something may be counted, and of an enum any may be meant.
 */
public final class Identifiers {
    private static final Set<String> LAST_WORDS = Set.of(
            "id", "ids", "identifier", "identifiers", "code", "codes", "number", "numbers", "reference", "references");

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[_.\\- ]|(?<=[a-z0-9])(?=[A-Z])");

    private Identifiers() {}

    public static List<ToolDefinition> grounded(List<ToolDefinition> tools) {
        return tools.stream().map(Identifiers::grounded).toList();
    }

    private static ToolDefinition grounded(ToolDefinition tool) {
        var pointers = new LinkedHashSet<>(tool.grounded());
        find(tool.parameters().source(), "", pointers);
        return tool.withGrounded(pointers);
    }

    private static void find(JsonNode schema, String pointer, Set<String> pointers) {
        schema.path("properties").properties().forEach(property -> {
            String at = pointer + "/" + Json.pointerStep(property.getKey());
            JsonNode value = property.getValue();
            boolean identifies = LAST_WORDS.contains(lastWord(property.getKey()));
            if (identifies && isText(value)) {
                pointers.add(at);
            } else if (identifies && isText(value.path("items"))) {
                pointers.add(at + "/-");
            }
            find(value, at, pointers);
        });
    }

    private static boolean isText(JsonNode schema) {
        return schema.path("type").asText().equals("string") && !schema.has("enum") && !schema.has("const");
    }

    private static String lastWord(String name) {
        String[] words = BETWEEN_WORDS.split(name, -1);
        return words[words.length - 1].toLowerCase(Locale.ROOT);
    }
}
