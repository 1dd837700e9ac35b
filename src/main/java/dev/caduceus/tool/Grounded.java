package dev.caduceus.tool;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Beside {@code @P}, or on a record's component: the argument can only be copied. A string, or each string of a list, is a
 * span of words of what the user wrote or a tool returned in this conversation, a number one that occurs there. The
 * model can't invent an order's number then; where a required one can't be filled, it can't make the call and has to ask.
 *
 * <pre>{@code
 * @Tool("Check the status of an order.")
 * OrderStatus status(@Grounded @P("Order identifier") String orderId) { … }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
public @interface Grounded {}
