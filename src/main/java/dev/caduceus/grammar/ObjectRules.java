package dev.caduceus.grammar;

import dev.caduceus.schema.Json;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * An object as rules: what may be written depends on the properties written so far. In schema order that is how far
 * down the list one is; in any order it is their set.
 *
 * @param ordered keys in the order of {@code members}, undeclared ones last
 * @param extraKeys the rule of an undeclared key, quotes included; {@link Rule#NEVER} where there may be none
 * @param extraValues the rule of its value
 */
record ObjectRules(
        List<Member> members,
        boolean ordered,
        Supplier<Rule> extraKeys,
        Rule extraValues,
        int minimum,
        int maximum,
        Map<Written, Rule> made) {

    /** @param value asked for when it is reached: a schema may refer to itself */
    record Member(String name, Supplier<Rule> value, boolean required) {}

    /**
     * @param declared members written, or in schema order passed over
     * @param count properties written, as far as it matters
     */
    record Written(BitSet declared, int count) {}

    ObjectRules(
            List<Member> members,
            boolean ordered,
            Supplier<Rule> extraKeys,
            Rule extraValues,
            int minimum,
            int maximum) {
        this(members, ordered, extraKeys, extraValues, minimum, maximum, new HashMap<>());
    }

    Rule rule() {
        return Rule.Sequence.of(Rule.Terminal.literal("{"), after(new Written(new BitSet(), 0)));
    }

    private Rule after(Written written) {
        Rule known = made.get(written);
        if (known == null) {
            known = new Rule.Step(() -> options(written), () -> shortest(written));
            made.put(written, known);
        }
        return known;
    }

    private List<Rule> options(Written written) {
        List<Rule> options = new ArrayList<>();
        boolean missing = false;
        if (written.count() < maximum) {
            for (int i = written.declared().nextClearBit(0);
                    i < members.size();
                    i = written.declared().nextClearBit(i + 1)) {
                options.add(property(written, i));
                missing |= members.get(i).required();
                if (ordered && missing) {
                    break;
                }
            }
            if (!(ordered && missing) && extraKeys.get() != Rule.NEVER) {
                options.add(extra(written));
            }
        }
        if (complete(written)) {
            options.addFirst(Rule.Terminal.literal("}"));
        }
        return options;
    }

    private boolean complete(Written written) {
        return written.count() >= minimum && nextRequired(written) < 0;
    }

    private int nextRequired(Written written) {
        for (int i = written.declared().nextClearBit(0);
                i < members.size();
                i = written.declared().nextClearBit(i + 1)) {
            if (members.get(i).required()) {
                return i;
            }
        }
        return -1;
    }

    private Rule shortest(Written written) {
        int required = nextRequired(written);
        if (required >= 0) {
            return written.count() < maximum ? property(written, required) : Rule.NEVER;
        }
        return complete(written) ? Rule.Terminal.literal("}") : Rule.Choice.of(options(written));
    }

    private Rule property(Written written, int index) {
        Member member = members.get(index);
        BitSet declared = (BitSet) written.declared().clone();
        if (ordered) {
            declared.set(0, index + 1);
        } else {
            declared.set(index);
        }
        String key = Json.write(Json.MAPPER.getNodeFactory().textNode(member.name()));
        return Rule.Sequence.of(
                Rule.Terminal.literal(separator(written) + key + ": "),
                member.value().get(),
                after(new Written(declared, count(written))));
    }

    private Rule extra(Written written) {
        BitSet declared = (BitSet) written.declared().clone();
        if (ordered) {
            declared.set(0, members.size());
        }
        return Rule.Sequence.of(
                Rule.Terminal.literal(separator(written)),
                extraKeys.get(),
                Rule.Terminal.literal(": "),
                extraValues,
                after(new Written(declared, count(written))));
    }

    private static String separator(Written written) {
        return written.count() == 0 ? "" : ", ";
    }

    /** Counts no further than anything depends on: the comma, and the limits. */
    private int count(Written written) {
        int highest = Math.max(1, Math.max(minimum, maximum == Integer.MAX_VALUE ? 0 : maximum));
        return Math.min(written.count() + 1, highest);
    }
}
