package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether two schemas can be seen to have no value in common, which is when {@code oneOf} is {@code anyOf}. */
record Apart(Flattening flattening) {
    /** Deeper, nobody tells options apart. */
    private static final int MAX_DEPTH = 4;

    boolean all(List<ObjectNode> left, List<ObjectNode> right) {
        return all(left, right, 0);
    }

    private boolean all(List<ObjectNode> left, List<ObjectNode> right, int depth) {
        for (ObjectNode first : left) {
            for (ObjectNode second : right) {
                if (!apart(first, second, depth)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean apart(ObjectNode first, ObjectNode second, int depth) {
        if (flattening.merged(first, second).isEmpty()) {
            return true; // no common type, or no common value
        }
        if (first.has("enum") || second.has("enum")) {
            ObjectNode both = flattening.merged(first, second).getFirst();
            return EnumValues.texts(new Limits(both, "", flattening.keywords())).isEmpty();
        }
        Set<String> common = SchemaRules.types(flattening.merged(first, second).getFirst());
        if (common.equals(Set.of("object"))) {
            return depth < MAX_DEPTH && objectsApart(first, second, depth);
        }
        boolean numbers = common.equals(Set.of("integer")) || common.equals(Set.of("number"));
        return numbers && (below(first, second) || below(second, first));
    }

    private static boolean below(ObjectNode first, ObjectNode second) {
        return compare(first.path("maximum"), second.path("minimum")) < 0
                || compare(first.path("maximum"), second.path("exclusiveMinimum")) <= 0
                || compare(first.path("exclusiveMaximum"), second.path("minimum")) <= 0;
    }

    private static int compare(JsonNode highest, JsonNode lowest) {
        return highest.isNumber() && lowest.isNumber() ? highest.decimalValue().compareTo(lowest.decimalValue()) : 1;
    }

    /** A property that both need and that can't be the same in both, or that one needs and the other forbids. */
    private boolean objectsApart(ObjectNode first, ObjectNode second, int depth) {
        return needed(first, second, depth) || needed(second, first, depth);
    }

    private boolean needed(ObjectNode first, ObjectNode second, int depth) {
        Set<String> alsoRequired = new HashSet<>();
        second.path("required").forEach(name -> alsoRequired.add(name.asText()));
        for (JsonNode required : first.path("required")) {
            String name = required.asText();
            JsonNode other = second.path("properties").path(name);
            boolean forbidden = other.isMissingNode()
                    && second.path("additionalProperties").isBoolean()
                    && !second.path("additionalProperties").booleanValue();
            JsonNode own = first.path("properties").path(name);
            boolean differs = alsoRequired.contains(name)
                    && !own.isMissingNode()
                    && !other.isMissingNode()
                    && all(flattening.of(own, name), flattening.of(other, name), depth + 1);
            if (forbidden || differs) {
                return true;
            }
        }
        return false;
    }
}
