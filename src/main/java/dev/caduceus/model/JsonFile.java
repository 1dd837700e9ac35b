package dev.caduceus.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caduceus.schema.Json;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JSON object out of a model's folder, its values read with their limits. A key that is absent and one that is null
 * mean the same, as they do to Hugging Face.
 *
 * @param root an object; {@link MissingNode} for a file that need not exist and doesn't
 */
record JsonFile(Path path, JsonNode root) {

    static JsonFile required(Path path) {
        if (!Files.isRegularFile(path)) {
            throw BadModel.missing(path);
        }
        return parse(path);
    }

    /** An absent file reads as one without keys. */
    static JsonFile optional(Path path) {
        return Files.isRegularFile(path) ? parse(path) : new JsonFile(path, MissingNode.getInstance());
    }

    private static JsonFile parse(Path path) {
        try {
            JsonNode root = Json.read(Files.readString(path));
            if (!root.isObject()) {
                throw BadModel.in(path, "content", "a JSON object", root.getNodeType());
            }
            return new JsonFile(path, root);
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw BadModel.in(path, "content", "a JSON object", e.getMessage());
        } catch (IOException e) {
            throw BadModel.unreadable(path, e);
        }
    }

    boolean has(String key) {
        return root.hasNonNull(key);
    }

    /** The object under {@code key}; one without keys where there is none. */
    JsonFile object(String key) {
        JsonNode value = has(key) ? root.path(key) : MissingNode.getInstance();
        if (has(key) && !value.isObject()) {
            throw BadModel.in(path, key, "an object", value);
        }
        return new JsonFile(path, value);
    }

    /** A whole number from 1 to {@code max}. */
    int count(String key, int max) {
        JsonNode value = required(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1 || value.intValue() > max) {
            throw BadModel.in(path, key, "a whole number from 1 to " + max, value);
        }
        return value.intValue();
    }

    int count(String key, int max, int fallback) {
        return has(key) ? count(key, max) : fallback;
    }

    /** A whole number from 0, which stands for none. */
    int countOrNone(String key, int fallback) {
        JsonNode value = root.path(key);
        return value.isIntegralNumber() && value.intValue() == 0 ? 0 : count(key, Integer.MAX_VALUE, fallback);
    }

    /** A finite number above 0. */
    double positive(String key) {
        JsonNode value = required(key);
        double number = value.doubleValue();
        if (!value.isNumber() || !(number > 0) || Double.isInfinite(number)) {
            throw BadModel.in(path, key, "a number above 0", value);
        }
        return number;
    }

    double positive(String key, double fallback) {
        return has(key) ? positive(key) : fallback;
    }

    boolean flag(String key, boolean fallback) {
        if (!has(key)) {
            return fallback;
        }
        if (!root.path(key).isBoolean()) {
            throw BadModel.in(path, key, "true or false", root.path(key));
        }
        return root.path(key).booleanValue();
    }

    String text(String key, String fallback) {
        if (!has(key)) {
            return fallback;
        }
        if (!root.path(key).isTextual()) {
            throw BadModel.in(path, key, "a text", root.path(key));
        }
        return root.path(key).textValue();
    }

    /** Token ids: one number or a list of them; none where the key is absent. */
    List<Integer> ids(String key) {
        List<Integer> ids = new ArrayList<>();
        JsonNode value = root.path(key);
        for (JsonNode id : value.isArray() ? value : has(key) ? List.of(value) : List.<JsonNode>of()) {
            if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
                throw BadModel.in(path, key, "token ids", value);
            }
            ids.add(id.intValue());
        }
        return List.copyOf(ids);
    }

    private JsonNode required(String key) {
        if (!has(key)) {
            throw BadModel.in(path, key, "a value", "none");
        }
        return root.path(key);
    }
}
