package dev.caduceus.tool;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.tool.Parameters.Parameter;
import dev.langchain4j.model.output.structured.Description;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record type → a tool whose result is the record itself, read from the arguments and validated. LangChain4j's {@code
 * @Description} describes the record and its components, Bean Validation's annotations are checked, {@code @JsonProperty}
 * renames a component, and one that is {@code @Nullable} or an Optional is not required.
 */
public final class RecordTool {
    private RecordTool() {}

    /** The tool has the type's simple name. */
    public static ToolBinding of(Class<? extends Record> type, Validator validator) {
        return new ToolBinding(definition(type), new Reading<>(type, validator));
    }

    /** What runs when a record is called: nothing but the reading of it. */
    record Reading<T extends Record>(Class<T> type, Validator validator) implements ToolBinding.Body {
        @Override
        public T run(ObjectNode arguments) {
            return read(type, arguments, validator);
        }
    }

    private static ToolDefinition definition(Class<? extends Record> type) {
        List<Parameter> parameters = Arrays.stream(type.getRecordComponents())
                .map(component -> new Parameter(
                        nameOf(component),
                        component.getGenericType(),
                        description(component),
                        !isOptional(component),
                        component.isAnnotationPresent(Grounded.class)))
                .toList();
        return new ToolDefinition(
                type.getSimpleName(), text(type.getAnnotation(Description.class)), Parameters.schema(parameters));
    }

    private static String nameOf(RecordComponent component) {
        return Optional.ofNullable(component.getAccessor().getAnnotation(JsonProperty.class))
                .map(JsonProperty::value)
                .filter(name -> !name.isEmpty())
                .orElse(component.getName());
    }

    private static boolean isOptional(RecordComponent component) {
        return component.getType() == Optional.class
                || component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** {@code @Description} may stand on fields and types only, so it is the component's field that carries it. */
    private static String description(RecordComponent component) {
        try {
            return text(component
                    .getDeclaringRecord()
                    .getDeclaredField(component.getName())
                    .getAnnotation(Description.class));
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("a record component without its field", e);
        }
    }

    private static String text(@Nullable Description description) {
        return description == null ? "" : String.join(" ", description.value());
    }

    static <T extends Record> T read(Class<T> type, ObjectNode arguments, Validator validator) {
        T value = Objects.requireNonNull(type.cast(JavaValues.read(type.getSimpleName(), arguments, type)));
        Set<ConstraintViolation<T>> violations = validator.validate(value);
        if (!violations.isEmpty()) {
            throw new CaduceusException(ErrorCode.BAD_ARGUMENTS, Violations.words(violations));
        }
        return value;
    }
}
