package dev.caduceus.grammar;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * What compiling one grammar may cost, whoever wrote its schemas. Counted in work, not in time: the same schema is
 * compiled or left open on every machine. For one thread.
 */
final class Budget {
    /** What is counted, and how much of it one grammar takes at most: some seconds of work and some megabytes. */
    enum Of {
        /** Schemas that become a rule; a hundred tools of fifty parameters take 5,000. */
        SCHEMAS(20_000, "schemas"),
        /** Keywords looked at while references and combinations are resolved. */
        KEYWORDS(500_000, "keywords in what it refers to and combines"),
        /** Nodes and edges of the patterns' automata; a character of an enumeration counts as four. */
        NODES(400_000, "nodes and edges in its patterns and enumerations"),
        /** States of the automata once they are deterministic. */
        STATES(120_000, "states"),
        /** Edges followed while they become so. */
        EDGES(40_000_000, "steps through its patterns");

        private final long most;
        private final String what;

        Of(long most, String what) {
            this.most = most;
            this.what = what;
        }
    }

    /** More would be needed. Caught where something smaller than the whole schema can be left open. */
    static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Spent(long most, String what) {
            super(String.format(Locale.ROOT, "it takes more than %,d %s", most, what), null, false, false);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    private final Map<Of, Long> spent = new EnumMap<>(Of.class);

    /** @throws Spent where that is more than there was left */
    void spend(Of what, long amount) {
        if (spent.merge(what, amount, Long::sum) > what.most) {
            throw new Spent(what.most, what.what);
        }
    }

    /** What was given up is not kept, only the work is done. */
    void giveBack(Of what, long amount) {
        spent.merge(what, -amount, Long::sum);
    }

    long spent(Of what) {
        return spent.getOrDefault(what, 0L);
    }
}
