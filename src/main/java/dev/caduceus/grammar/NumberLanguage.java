package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.schema.Json;
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

    /** Digits of a limit, before the point or behind it: more than any double has. */
    private static final int MOST_DIGITS = 400;

    private NumberLanguage() {}

    static ByteAutomaton of(Limits limits, boolean integer) {
        List<Multiples> factors = factors(limits);
        ObjectNode written = writable(limits);
        NumberBound low = NumberBound.of(written, "minimum", "exclusiveMinimum", 1);
        NumberBound high = NumberBound.of(written, "maximum", "exclusiveMaximum", -1);
        boolean limited = low.exists() || high.exists();
        ByteAutomaton language = new NumberSyntax(integer, !integer && !limited && factors.isEmpty());
        if (limited) {
            language = limits.narrowed(language, "minimum or maximum", () -> new NumberRange(low, high));
        }
        for (Multiples factor : factors) {
            language = limits.narrowed(language, "multipleOf", () -> factor);
        }
        return language;
    }

    /** Whether {@code value} is within the limits; one that nobody would write out is within any. */
    static boolean allows(Limits limits, BigDecimal value) {
        if (far(value)) {
            limits.keywords().open("enum", limits.pointer(), "it has a number of more than " + MOST_DIGITS + " digits");
            return true;
        }
        ObjectNode written = writable(limits);
        NumberBound low = NumberBound.of(written, "minimum", "exclusiveMinimum", 1);
        NumberBound high = NumberBound.of(written, "maximum", "exclusiveMaximum", -1);
        int above = low.exists() ? value.compareTo(low.value()) : 1;
        int below = high.exists() ? high.value().compareTo(value) : 1;
        return above >= (low.strict() ? 1 : 0)
                && below >= (high.strict() ? 1 : 0)
                && steps(limits).stream()
                        .allMatch(step -> step.signum() <= 0
                                || far(step)
                                || value.remainder(step).signum() == 0);
    }

    private static boolean far(BigDecimal value) {
        return value.scale() > MOST_DIGITS || (long) value.precision() - value.scale() > MOST_DIGITS;
    }

    private static List<BigDecimal> steps(Limits limits) {
        JsonNode multipleOf = limits.schema().path("multipleOf");
        List<BigDecimal> steps = new ArrayList<>();
        if (multipleOf.isNumber()) {
            steps.add(multipleOf.decimalValue().stripTrailingZeros());
        }
        multipleOf.forEach(each -> steps.add(each.decimalValue().stripTrailingZeros()));
        return steps;
    }

    private static List<Multiples> factors(Limits limits) {
        List<Multiples> factors = new ArrayList<>();
        for (BigDecimal step : steps(limits)) {
            int scale = Math.max(0, step.scale());
            if (step.signum() <= 0
                    || scale > 9
                    || step.movePointRight(scale).compareTo(BigDecimal.valueOf(MAX_DIVISOR)) > 0) {
                limits.keywords().open("multipleOf", limits.pointer(), step + " makes too many states");
            } else {
                factors.add(new Multiples(step.movePointRight(scale).intValueExact(), scale));
            }
        }
        return factors;
    }

    /** The schema without limits that nobody would write out. */
    private static ObjectNode writable(Limits limits) {
        ObjectNode rest = Json.MAPPER.createObjectNode().setAll(limits.schema());
        for (String keyword : List.of("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")) {
            BigDecimal value = rest.path(keyword).decimalValue();
            if (far(value)) {
                limits.keywords().open(keyword, limits.pointer(), "it has more than " + MOST_DIGITS + " digits");
                rest.remove(keyword);
            }
        }
        return rest;
    }
}
