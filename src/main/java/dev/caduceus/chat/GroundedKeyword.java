package dev.caduceus.chat;

import static dev.caduceus.chat.CaduceusException.require;
import static dev.caduceus.chat.ToolDefinition.GROUNDED;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.schema.Json;
import dev.caduceus.schema.JsonSchema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A schema of arguments → which of them are grounded, and the schema without the keyword that said so.
 *
 * @param pointers into the arguments
 * @param rest the schema itself where it never says so
 */
record GroundedKeyword(Set<String> pointers, JsonSchema rest) {
    private static final Set<String> SCALARS = Set.of("string", "integer", "number");

    /** @throws CaduceusException {@code BAD_REQUEST} where the keyword stands on something that can't be grounded */
    static GroundedKeyword in(JsonSchema schema) {
        if (schema.source().findValue(GROUNDED) == null) {
            return new GroundedKeyword(Set.of(), schema);
        }
        JsonNode rest = schema.source().deepCopy();
        Set<String> pointers = new LinkedHashSet<>();
        take(rest, "", pointers);
        require(
                rest.findValue(GROUNDED) == null,
                "%s is read on properties and on items; move it there from $defs or wherever else it stands",
                GROUNDED);
        return new GroundedKeyword(pointers, JsonSchema.of(rest));
    }

    Set<String> pointersAnd(Set<String> more) {
        Set<String> all = new LinkedHashSet<>(pointers);
        all.addAll(more);
        return Set.copyOf(all);
    }

    private static void take(JsonNode node, String pointer, Set<String> pointers) {
        if (!(node instanceof ObjectNode schema)) {
            return;
        }
        JsonNode keyword = schema.remove(GROUNDED);
        if (keyword != null && keyword.asBoolean()) {
            boolean list = schema.path("type").asText().equals("array");
            String type = (list ? schema.path("items") : schema).path("type").asText();
            require(
                    SCALARS.contains(type),
                    "%s stands on strings, numbers and lists of them, but %s is %s",
                    GROUNDED,
                    pointer.isEmpty() ? "the arguments' object" : pointer,
                    type.isEmpty() ? "of no single type" : "of type " + type);
            pointers.add(list ? pointer + "/-" : pointer);
        }
        schema.path("properties")
                .properties()
                .forEach(property ->
                        take(property.getValue(), pointer + "/" + Json.pointerStep(property.getKey()), pointers));
        take(schema.path("items"), pointer + "/-", pointers);
        for (String options : List.of("anyOf", "oneOf", "allOf")) {
            schema.path(options).forEach(option -> take(option, pointer, pointers));
        }
    }
}
