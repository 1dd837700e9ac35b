package dev.caduceus.grammar;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * An array as rules: what may be written depends on the number of elements written so far.
 *
 * @param items the rule of an element by its index; the same from {@code settled} on
 */
record ArrayRules(IntFunction<Rule> items, int settled, int minimum, int maximum, Map<Integer, Rule> made) {

    static Rule of(IntFunction<Rule> items, int settled, int minimum, int maximum) {
        var rules = new ArrayRules(items, settled, minimum, maximum, new HashMap<>());
        return Rule.Sequence.of(Rule.Terminal.literal("["), rules.after(0));
    }

    private Rule after(int count) {
        Rule known = made.get(count);
        if (known == null) {
            known = new Rule.Step(() -> options(count), () -> count >= minimum ? close() : element(count));
            made.put(count, known);
        }
        return known;
    }

    private List<Rule> options(int count) {
        if (count >= maximum) {
            return count >= minimum ? List.of(close()) : List.of();
        }
        return count >= minimum ? List.of(close(), element(count)) : List.of(element(count));
    }

    private static Rule close() {
        return Rule.Terminal.literal("]");
    }

    private Rule element(int count) {
        if (count >= maximum) {
            return Rule.NEVER;
        }
        return Rule.Sequence.of(Rule.Terminal.literal(count == 0 ? "" : ", "), items.apply(count), after(next(count)));
    }

    /** Counts no further than anything depends on: the comma, the limits, the element's own schema. */
    private int next(int count) {
        int highest = Math.max(Math.max(1, settled), Math.max(minimum, maximum == Integer.MAX_VALUE ? 0 : maximum));
        return Math.min(count + 1, highest);
    }
}
