package dev.caduceus.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.schema.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A JSON object whose fields are asked for by name and type. One that is null counts as left out, as clients have it; one
 * of another type is refused by its full name, with its value. Every message begins with that name.
 *
 * @param path where the object stands in the request, such as {@code messages[2]}; empty for the request itself
 */
public record Fields(String path, JsonNode json) {
    /** As much of a wrong value as a caller needs to recognise it. */
    private static final int SHOWN = 80;

    /** @throws CaduceusException {@code MALFORMED_JSON} where {@code body} is no JSON value, {@code BAD_REQUEST} for no object */
    public static Fields read(String body) {
        try {
            return of("", Json.read(body));
        } catch (IllegalArgumentException e) {
            throw new CaduceusException(ErrorCode.MALFORMED_JSON, "The body is " + e.getMessage(), e);
        }
    }

    public static Fields of(String path, JsonNode json) {
        if (!json.isObject()) {
            throw wrong(path.isEmpty() ? "The request" : path, "must be an object", json);
        }
        return new Fields(path, json);
    }

    public boolean has(String name) {
        return json.hasNonNull(name);
    }

    /** The field as it is; a missing node where it was left out. */
    public JsonNode get(String name) {
        return has(name) ? json.get(name) : json.path("");
    }

    public Optional<String> text(String name) {
        return typed(name, JsonNode::isTextual, "must be a text").map(JsonNode::textValue);
    }

    public String requiredText(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    public Optional<Boolean> flag(String name) {
        return typed(name, JsonNode::isBoolean, "must be true or false").map(JsonNode::booleanValue);
    }

    public Optional<Double> number(String name) {
        return typed(name, JsonNode::isNumber, "must be a number").map(JsonNode::doubleValue);
    }

    public Optional<Integer> integer(String name) {
        return typed(name, node -> node.isIntegralNumber() && node.canConvertToInt(), "must be an integer")
                .map(JsonNode::intValue);
    }

    public Optional<Long> longInteger(String name) {
        return typed(name, node -> node.isIntegralNumber() && node.canConvertToLong(), "must be an integer of 64 bits")
                .map(JsonNode::longValue);
    }

    public Optional<Fields> object(String name) {
        return typed(name, JsonNode::isObject, "must be an object").map(node -> new Fields(pathOf(name), node));
    }

    public Fields requiredObject(String name) {
        return object(name).orElseThrow(() -> missing(name));
    }

    /** The elements of a list of objects; none where it was left out. */
    public List<Fields> objects(String name) {
        var all = new ArrayList<Fields>();
        typed(name, JsonNode::isArray, "must be a list").ifPresent(list -> {
            for (JsonNode element : list) {
                all.add(of("%s[%d]".formatted(pathOf(name), all.size()), element));
            }
        });
        return all;
    }

    public String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    public CaduceusException missing(String name) {
        return CaduceusException.of(ErrorCode.BAD_REQUEST, "%s is missing", pathOf(name));
    }

    /** @param rule such as "must be a text" */
    public CaduceusException wrong(String name, String rule) {
        return wrong(pathOf(name), rule, json.path(name));
    }

    /** @param next what to do instead */
    public CaduceusException unsupported(String name, String next) {
        return CaduceusException.of(
                ErrorCode.UNSUPPORTED,
                "%s is not supported (it was %s); %s",
                pathOf(name),
                shown(json.path(name)),
                next);
    }

    private Optional<JsonNode> typed(String name, Predicate<JsonNode> type, String rule) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (!type.test(json.get(name))) {
            throw wrong(name, rule);
        }
        return Optional.of(json.get(name));
    }

    private static CaduceusException wrong(String name, String rule, JsonNode value) {
        return CaduceusException.of(ErrorCode.BAD_REQUEST, "%s %s but was %s", name, rule, shown(value));
    }

    private static String shown(JsonNode value) {
        String text = value.isMissingNode() ? "left out" : Json.write(value);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
