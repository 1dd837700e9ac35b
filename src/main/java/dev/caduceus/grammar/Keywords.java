package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.util.List;
import java.util.Set;

/** The keywords of JSON Schema: what a rule holds, what only describes, and what is refused or reported by name. */
final class Keywords {
    static final List<String> TYPES = List.of("object", "array", "string", "integer", "number", "boolean", "null");

    static final Set<String> ENFORCED = Set.of(
            "type",
            "enum",
            "const",
            "$ref",
            "anyOf",
            "oneOf",
            "allOf",
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
            "items",
            "prefixItems",
            "minItems",
            "maxItems",
            "minLength",
            "maxLength",
            "pattern",
            "format",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf");

    /** They say nothing about which values are valid. */
    static final Set<String> DESCRIBING = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "example",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$comment",
            "$schema",
            "$id",
            "id",
            "$anchor",
            "$defs",
            "definitions",
            "$vocabulary",
            "contentEncoding",
            "contentMediaType",
            "contentSchema");

    private final String place;
    private final boolean refusing;
    /** More lines than anybody reads; the rest of an endless schema stays open unsaid. */
    private static final int MOST_LINES = 100;

    /** Characters of a schema's own words that a message shows. */
    private static final int SHOWN = 200;

    private final List<String> unenforced;
    private final Budget budget;

    private Keywords(String place, boolean refusing, List<String> unenforced, Budget budget) {
        this.place = place;
        this.refusing = refusing;
        this.unenforced = unenforced;
        this.budget = budget;
    }

    /** For tools: whoever runs a call checks its arguments once more, so that a keyword may stay open here. */
    static Keywords reporting(String tool, List<String> unenforced, Budget budget) {
        return new Keywords(tool, false, unenforced, budget);
    }

    /** For replies, and tools that are to be held strictly: nothing else checks them. */
    static Keywords refusing(String place, Budget budget) {
        return new Keywords(place, true, List.of(), budget);
    }

    /** What all schemas of the grammar may still cost. */
    Budget budget() {
        return budget;
    }

    /** How many keywords of {@code schema} limit its values. */
    int assertions(ObjectNode schema) {
        int count = 0;
        for (var keyword : schema.properties()) {
            count += DESCRIBING.contains(keyword.getKey()) ? 0 : 1;
        }
        return count;
    }

    /** Refuses or reports what {@code schema} says beyond what rules hold. */
    void check(ObjectNode schema, String pointer) {
        for (var keyword : schema.properties()) {
            String name = keyword.getKey();
            if (!ENFORCED.contains(name) && !DESCRIBING.contains(name)) {
                open(name, pointer, "no mask can promise it");
            }
        }
        for (String type : SchemaRules.types(schema)) {
            CaduceusException.require(
                    TYPES.contains(type),
                    "%s: type '%s' at '%s' is none of %s",
                    place,
                    shown(type),
                    shown(pointer),
                    TYPES);
        }
    }

    /** {@code keyword} is not enforced. */
    void open(String keyword, String pointer, String why) {
        if (refusing) {
            throw CaduceusException.of(
                    ErrorCode.UNSUPPORTED,
                    "%s: the schema at '%s' uses '%s': %s; leave it out and check the answer yourself",
                    place,
                    shown(pointer),
                    shown(keyword),
                    shown(why));
        }
        String line = place + ": " + shown(pointer) + ": " + shown(keyword);
        if (unenforced.size() < MOST_LINES && !unenforced.contains(line)) {
            unenforced.add(line);
        }
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /** A schema that can't be one. */
    CaduceusException wrong(String pointer, String rule, JsonNode node) {
        return CaduceusException.of(
                ErrorCode.BAD_REQUEST,
                "%s: the schema at '%s': %s, but here stands %s",
                place,
                shown(pointer),
                rule,
                shown(node.toString()));
    }
}
