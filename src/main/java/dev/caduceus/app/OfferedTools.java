package dev.caduceus.app;

import dev.caduceus.tool.JavaTools;
import dev.caduceus.tool.RecordTool;
import dev.caduceus.tool.ToolBinding;
import dev.langchain4j.agent.tool.Tool;
import io.quarkus.arc.ArcContainer;
import io.quarkus.arc.InjectableBean;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.validation.Validator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds what the model is offered: the {@code @Tool} methods of every CDI bean, then the records of the settings. The
 * order is part of the prompt and so the same after every start: classes by {@code @Priority}, lowest first, then by name.
 */
final class OfferedTools {
    private static final int NO_PRIORITY = Integer.MAX_VALUE;

    private final ArcContainer beans;
    private final Validator validator;

    OfferedTools(ArcContainer beans, Validator validator) {
        this.beans = beans;
        this.validator = validator;
    }

    /** @param records names of record classes */
    List<ToolBinding> find(List<String> records) {
        var bindings = new ArrayList<ToolBinding>();
        beans.beanManager().getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .filter(bean -> hasTools(bean.getBeanClass()))
                .sorted(Comparator.<Bean<?>>comparingInt(bean -> priority(bean.getBeanClass()))
                        .thenComparing(bean -> bean.getBeanClass().getName()))
                .forEach(bean -> JavaTools.of(instance(bean)).stream()
                        .map(CallersContext::in)
                        .forEach(bindings::add));
        records.forEach(name -> bindings.add(RecordTool.of(record(name), validator)));
        return bindings;
    }

    private static Class<? extends Record> record(String name) {
        try {
            return Class.forName(name, true, Thread.currentThread().getContextClassLoader())
                    .asSubclass(Record.class);
        } catch (ClassNotFoundException | ClassCastException e) {
            throw new IllegalStateException("caduceus.records names '" + name + "', which is no record class here", e);
        }
    }

    private Object instance(Bean<?> bean) {
        return beans.instance((InjectableBean<?>) bean).get();
    }

    private static boolean hasTools(Class<?> type) {
        return Arrays.stream(type.getMethods()).anyMatch(method -> method.isAnnotationPresent(Tool.class));
    }

    private static int priority(Class<?> type) {
        Priority priority = type.getAnnotation(Priority.class);
        return priority == null ? NO_PRIORITY : priority.value();
    }
}
