package dev.caduceus.grammar;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a grammar remembers of a text: where in which terminals it may stand, and what has to follow each. Mostly
 * one place; several where the text so far could go on as different things. Equal states are one object.
 */
final class State {
    /** No text of the grammar begins like this. */
    static final State DEAD = new State(List.of(), false);

    /** Stands for one that was not computed yet. */
    static final State UNKNOWN = new State(List.of(), false);

    private static final State[] NONE = {};

    /** What has to follow, innermost first. Equal ones are one object. */
    static final class Rest {
        /** Nothing has to follow. */
        static final Rest END = new Rest(Rule.NOTHING);

        private final Rule rule;
        private final Rest after;

        Rest(Rule rule, Rest after) {
            this.rule = rule;
            this.after = after;
        }

        private Rest(Rule rule) {
            this.rule = rule;
            this.after = this;
        }

        Rule rule() {
            return rule;
        }

        Rest after() {
            return after;
        }
    }

    /** A place in a terminal. */
    record Config(Dfa dfa, int state, Rest rest) {}

    private final List<Config> configs;
    private final boolean mayEnd;
    private State[] byByte = NONE;
    private final Map<Integer, State> byMarker = new HashMap<>(0);
    private boolean masked;
    private Mask mask = Mask.NOTHING;

    /** @param mayEnd whether the text may end here */
    State(List<Config> configs, boolean mayEnd) {
        this.configs = configs;
        this.mayEnd = mayEnd;
    }

    List<Config> configs() {
        return configs;
    }

    boolean mayEnd() {
        return mayEnd;
    }

    /** @return {@link #UNKNOWN} where nobody asked yet */
    State next(int symbol) {
        if (symbol >= TokenTrie.FIRST_MARKER) {
            return byMarker.getOrDefault(symbol, UNKNOWN);
        }
        return byByte.length == 0 ? UNKNOWN : byByte[symbol];
    }

    void next(int symbol, State next) {
        if (symbol >= TokenTrie.FIRST_MARKER) {
            byMarker.put(symbol, next);
            return;
        }
        if (byByte.length == 0) {
            byByte = new State[TokenTrie.FIRST_MARKER];
            Arrays.fill(byByte, UNKNOWN);
        }
        byByte[symbol] = next;
    }

    boolean masked() {
        return masked;
    }

    /** @return nothing where nobody asked yet */
    Mask mask() {
        return mask;
    }

    void mask(Mask value) {
        mask = value;
        masked = true;
    }

    /** Lets go of all that can be computed again. */
    void forget() {
        byByte = NONE;
        byMarker.clear();
        mask = Mask.NOTHING;
        masked = false;
    }
}
