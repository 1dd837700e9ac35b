/**
 * Turns calls of the demo functions into rows, look-ups and forecasts: an example of a user's code, five beans of {@code
 * @Tool} methods and three records. Cost: a few SQL statements a call, and for the weather at most a second of waiting.
 * LangChain4j passes null for an optional argument that was left out; parameters are spelt as the JSON spells them, since
 * a parameter's name is the argument's name.
 *
 * <pre>{@code
 * @Singleton
 * public class ShopTools {
 *     @Tool(name = "check_order_status", value = "Check the status of an order.")
 *     public OrderStatus checkOrderStatus(@Grounded @P(value = "Order identifier", required = true) String order_id) { … }
 * }
 * }</pre>
 */
@NullMarked
package dev.caduceus.tools;

import org.jspecify.annotations.NullMarked;
