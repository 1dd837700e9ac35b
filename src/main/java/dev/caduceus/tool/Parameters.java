package dev.caduceus.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.JsonSchema;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.internal.JsonSchemaElementUtils.VisitedClassMetadata;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A method's parameters or a record's components → the schema of the arguments object. Each type's schema is LangChain4j's
 * own, that of {@code ToolSpecifications}; that class itself is left alone, for inside Quarkus it runs only while CDI does.
 */
final class Parameters {
    private Parameters() {}

    /**
     * @param description may be empty
     * @param grounded carries {@link Grounded}
     */
    record Parameter(String name, Type type, String description, boolean required, boolean grounded) {
        boolean isOptional() {
            return raw(type) == Optional.class;
        }

        /** The type itself, or what an Optional holds. */
        Type content() {
            return isOptional() ? ((ParameterizedType) type).getActualTypeArguments()[0] : type;
        }
    }

    static JsonSchema schema(List<Parameter> parameters) {
        if (parameters.isEmpty()) {
            return JsonSchema.NO_PARAMETERS;
        }
        Map<Class<?>, VisitedClassMetadata> visited = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        var schema = JsonObjectSchema.builder();
        for (Parameter parameter : parameters) {
            schema.addProperty(parameter.name(), element(parameter, visited));
            if (parameter.required()) {
                required.add(parameter.name());
            }
        }
        Map<String, JsonSchemaElement> definitions = new LinkedHashMap<>();
        for (VisitedClassMetadata type : visited.values()) {
            if (type.recursionDetected) {
                definitions.put(type.reference, type.jsonSchemaElement);
            }
        }
        return grounded(
                parameters,
                SchemaElements.schema(
                        schema.required(required).definitions(definitions).build()));
    }

    /** LangChain4j's elements have no place for a keyword of ours. */
    private static JsonSchema grounded(List<Parameter> parameters, JsonSchema schema) {
        JsonNode source = schema.source().deepCopy();
        parameters.stream()
                .filter(Parameter::grounded)
                .forEach(parameter -> ((ObjectNode) source.path("properties").path(parameter.name()))
                        .put(ToolDefinition.GROUNDED, true));
        return JsonSchema.of(source);
    }

    private static JsonSchemaElement element(Parameter parameter, Map<Class<?>, VisitedClassMetadata> visited) {
        Type type = parameter.content();
        // LangChain4j knows an absent description as null only.
        String description = parameter.description().isEmpty() ? null : parameter.description();
        return JsonSchemaElementUtils.jsonSchemaElementFrom(raw(type), type, description, true, visited);
    }

    private static Class<?> raw(Type type) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType generic -> (Class<?>) generic.getRawType();
            default -> throw new IllegalArgumentException("no JSON Schema can be told from the type " + type);
        };
    }
}
