package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The number keywords of a schema → the numbers that they allow, as an automaton. Integers are written without point
 * and exponent; other numbers take an exponent, of up to three digits, only where nothing limits them.
 */
final class NumberLanguage {
    /** Each remainder is a state. */
    private static final int MAX_DIVISOR = 100_000;

    private NumberLanguage() {}

    static ByteAutomaton of(ObjectNode schema, String pointer, boolean integer, Keywords keywords) {
        List<ByteAutomaton> limits = new ArrayList<>();
        List<JsonNode> factors = new ArrayList<>();
        schema.path("multipleOf").forEach(factors::add);
        if (schema.path("multipleOf").isNumber()) {
            factors.add(schema.get("multipleOf"));
        }
        for (JsonNode factor : factors) {
            BigDecimal step = factor.decimalValue().stripTrailingZeros();
            int scale = Math.max(0, step.scale());
            BigDecimal divisor = step.movePointRight(scale);
            if (step.signum() <= 0 || scale > 9 || divisor.compareTo(BigDecimal.valueOf(MAX_DIVISOR)) > 0) {
                keywords.open("multipleOf", pointer, step.toPlainString() + " makes too many states");
            } else {
                limits.add(new Multiples(divisor.intValueExact(), scale));
            }
        }
        NumberBound low = NumberBound.of(schema, "minimum", "exclusiveMinimum", 1);
        NumberBound high = NumberBound.of(schema, "maximum", "exclusiveMaximum", -1);
        if (low.exists() || high.exists()) {
            limits.add(new NumberRange(low, high));
        }
        ByteAutomaton language = new NumberSyntax(integer, !integer && limits.isEmpty());
        for (ByteAutomaton limit : limits) {
            language = language.and(limit);
        }
        return language;
    }
}
