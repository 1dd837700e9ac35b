package dev.caduceus.schema;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/**
 * JSON as the models were trained to read and write it: {@code ", "} and {@code ": "} between things, no escapes but
 * those that JSON demands (Python's {@code json.dumps(x, ensure_ascii=False)}), numbers with the digits that were read.
 */
public final class Json {
    /** The project's mapper: exact numbers, and nothing tolerated after the value or twice in an object. */
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final ObjectWriter PYTHON_STYLE = writer(MAPPER);

    /** For trees with a number like 1e1000000000, which nobody wants to have written out. */
    private static final ObjectWriter WITH_EXPONENTS =
            PYTHON_STYLE.without(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN);

    private Json() {}

    /** Writes Java values as {@link #write} writes trees, by the rules of {@code mapper}. */
    public static ObjectWriter writer(JsonMapper mapper) {
        return mapper.writer(new PythonSeparators());
    }

    /** A property's name as a step of a JSON pointer, by RFC 6901. */
    public static String pointerStep(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /** @throws IllegalArgumentException with the place, where {@code text} is no JSON value */
    public static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON value: " + e.getOriginalMessage(), e);
        }
    }

    public static String write(JsonNode node) {
        try {
            return PYTHON_STYLE.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            return writeWithExponents(node);
        }
    }

    private static String writeWithExponents(JsonNode node) {
        try {
            return WITH_EXPONENTS.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree that can't be written", e);
        }
    }

    private static final class PythonSeparators extends MinimalPrettyPrinter {
        private static final long serialVersionUID = 1L;

        @Override
        public void writeObjectFieldValueSeparator(JsonGenerator out) throws IOException {
            out.writeRaw(": ");
        }

        @Override
        public void writeObjectEntrySeparator(JsonGenerator out) throws IOException {
            out.writeRaw(", ");
        }

        @Override
        public void writeArrayValueSeparator(JsonGenerator out) throws IOException {
            out.writeRaw(", ");
        }
    }
}
