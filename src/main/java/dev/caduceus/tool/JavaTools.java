package dev.caduceus.tool;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.tool.Parameters.Parameter;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolMemoryId;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.invocation.InvocationParameters;
import dev.langchain4j.invocation.LangChain4jManaged;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A bean with LangChain4j's {@code @Tool} methods → bindings. */
public final class JavaTools {
    private JavaTools() {}

    /**
     * The tools of {@code bean}, in the order in which its class declares them; a superclass's come first. The methods
     * are called on {@code bean} itself, so that a CDI proxy's scope and interceptors are kept. {@code @RolesAllowed} on
     * a method or its class makes it a tool for callers with such a role.
     *
     * @throws CaduceusException {@code UNSUPPORTED} where a method can't be offered, saying why
     */
    public static List<ToolBinding> of(Object bean) {
        Map<String, Method> methods = new LinkedHashMap<>();
        for (Class<?> type : lineage(bean.getClass())) {
            for (Method method : DeclarationOrder.methods(type)) {
                if (method.isAnnotationPresent(Tool.class) && !method.isBridge() && !isDenied(bean, method)) {
                    methods.putIfAbsent(method.getName() + Arrays.toString(method.getParameterTypes()), method);
                }
            }
        }
        return methods.values().stream().map(method -> binding(bean, method)).toList();
    }

    /** From the topmost superclass down; a proxy's class, which carries no annotations, is the last. */
    private static List<Class<?>> lineage(Class<?> type) {
        List<Class<?>> lineage = new ArrayList<>();
        for (Class<?> next = type; next != null; next = next.getSuperclass()) {
            lineage.addFirst(next);
        }
        return lineage;
    }

    private static ToolBinding binding(Object bean, Method method) {
        if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
            throw unsupported(method, "it is private or static; a CDI proxy could not pass its call on");
        }
        List<Parameter> parameters = Arrays.stream(method.getParameters())
                .map(parameter -> parameter(method, parameter))
                .toList();
        method.trySetAccessible();
        return new ToolBinding(
                definition(method, parameters), roles(bean, method), new MethodBody(bean, method, parameters));
    }

    /** What {@code @RolesAllowed} says of the method, else of its bean's class; a proxy enforces the same. */
    private static Set<String> roles(Object bean, Method method) {
        RolesAllowed own = method.getAnnotation(RolesAllowed.class);
        if (own != null) {
            return Set.of(own.value());
        }
        if (method.isAnnotationPresent(PermitAll.class)) {
            return Set.of();
        }
        return lineage(bean.getClass()).reversed().stream()
                .map(type -> type.getAnnotation(RolesAllowed.class))
                .filter(Objects::nonNull)
                .findFirst()
                .map(said -> Set.of(said.value()))
                .orElse(Set.of());
    }

    /** Nobody may call it, so nobody is offered it. */
    private static boolean isDenied(Object bean, Method method) {
        boolean classDenies =
                lineage(bean.getClass()).stream().anyMatch(type -> type.isAnnotationPresent(DenyAll.class));
        return method.isAnnotationPresent(DenyAll.class)
                || (classDenies
                        && !method.isAnnotationPresent(RolesAllowed.class)
                        && !method.isAnnotationPresent(PermitAll.class));
    }

    private static ToolDefinition definition(Method method, List<Parameter> parameters) {
        Tool tool = method.getAnnotation(Tool.class);
        return new ToolDefinition(
                tool.name().isBlank() ? method.getName() : tool.name(),
                String.join("\n", tool.value()),
                Parameters.schema(parameters));
    }

    private static Parameter parameter(Method method, java.lang.reflect.Parameter parameter) {
        Class<?> type = parameter.getType();
        boolean injected = parameter.isAnnotationPresent(ToolMemoryId.class)
                || InvocationParameters.class.isAssignableFrom(type)
                || LangChain4jManaged.class.isAssignableFrom(type)
                || type == InvocationContext.class;
        if (injected) {
            throw unsupported(method, "only LangChain4j's own tool loop can give it " + parameter);
        }
        Optional<P> says = Optional.ofNullable(parameter.getAnnotation(P.class));
        Optional<String> name = says.map(P::name).filter(text -> !text.isBlank());
        if (name.isEmpty() && !parameter.isNamePresent()) {
            throw unsupported(method, "its parameters have no names; compile with -parameters or use @P(name = …)");
        }
        boolean required = type != Optional.class && says.map(P::required).orElse(true);
        if (type.isPrimitive() && !required) {
            throw unsupported(method, parameter + " can't be absent; use its box type");
        }
        return new Parameter(
                name.orElse(parameter.getName()),
                parameter.getParameterizedType(),
                says.map(p -> p.value().isBlank() ? p.description() : p.value()).orElse(""),
                required,
                parameter.isAnnotationPresent(Grounded.class));
    }

    private static CaduceusException unsupported(Method method, String why) {
        return CaduceusException.of(
                ErrorCode.UNSUPPORTED,
                "%s.%s can't be offered as a tool: %s",
                method.getDeclaringClass().getName(),
                method.getName(),
                why);
    }
}
