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
    private static final State[] NO_STATES = {};

    /** No text of the grammar begins like this. */
    static final State DEAD = new State(List.of(), false);

    /** Stands for one that was not computed yet. */
    static final State UNKNOWN = new State(List.of(), false);

    /** Of {@link #only}: more than one symbol may follow, or one may and the text may also end. */
    static final int SEVERAL = -1;

    /** Of {@link #only}: nothing may follow. */
    static final int NONE = -2;

    /** Of {@link #only}: not computed yet. */
    static final int NOT_KNOWN = -3;

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
    private State[] byByte = NO_STATES;
    private final Map<Integer, State> byMarker = new HashMap<>(0);
    private int settled = NOT_KNOWN;
    private int only = NOT_KNOWN;
    private int worst = NOT_KNOWN;
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

    /** Whether the text stands in free text, where nothing is left to be finished. */
    boolean cuttable() {
        return configs.stream().anyMatch(config -> config.dfa().cuttable());
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

    /** The one symbol that may follow, or what there is instead. */
    int only() {
        return only;
    }

    void only(int value) {
        only = value;
    }

    /** How many tokens may be needed after the next one, at most; {@link #NOT_KNOWN} where nobody asked yet. */
    int worst() {
        return worst;
    }

    void worst(int value) {
        worst = value;
    }

    /** How many bytes of the last stretch of what is forced here no continuation cuts in another way. */
    int settled() {
        return settled;
    }

    void settled(int value) {
        settled = value;
    }

    /** Lets go of all that can be computed again. */
    void forget() {
        byByte = NO_STATES;
        byMarker.clear();
        mask = Mask.NOTHING;
        masked = false;
    }
}
