package dev.caduceus.grammar;

import dev.caduceus.grammar.State.Config;
import dev.caduceus.grammar.State.Rest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Symbols → states, by the rules of one grammar under one grounding; each step is computed once. A pushdown automaton
 * made deterministic as far as anybody walks. Not safe for several threads: whoever shares it locks it.
 */
final class States {
    /** About a kilobyte each with its steps. */
    private static final int MAX_STATES = 16_384;

    /** A bitmask of 128,000 ids takes 16 kilobytes. */
    private static final int MAX_WIDE_MASKS = 1_024;

    private record Link(Rule rule, Rest after) {}

    private final Vocabulary vocabulary;
    private final Grounding grounding;
    private final Map<Rule.Grounded, Rule.Terminal> grounded = new HashMap<>();
    private final Shortest shortest = new Shortest(this::resolve);
    private final Map<Link, Rest> rests = new HashMap<>();
    private final Map<Rest, State> heads = new HashMap<>();
    private final Map<Set<Config>, State> known = new HashMap<>();
    private final Needs needs;
    private int wideMasks;

    States(Vocabulary vocabulary, Grounding grounding) {
        this.vocabulary = vocabulary;
        this.grounding = grounding;
        this.needs = new Needs(vocabulary, shortest);
    }

    Needs needs() {
        return needs;
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    Shortest shortest() {
        return shortest;
    }

    private Rule.Terminal resolve(Rule.Grounded rule) {
        return grounded.computeIfAbsent(rule, place -> place.under(grounding));
    }

    State start(Rule rule) {
        return head(rest(rule, Rest.END));
    }

    /** The state before the first symbol of what has to follow. */
    State head(Rest rest) {
        State head = heads.get(rest);
        if (head == null) {
            var closure = new Closure();
            closure.expand(rest);
            head = closure.state();
            heads.put(rest, head);
        }
        return head;
    }

    /** @return {@link State#DEAD} where {@code symbol} may not follow */
    State next(State state, int symbol) {
        State next = state.next(symbol);
        if (next == State.UNKNOWN) {
            next = step(state, symbol);
            state.next(symbol, next);
        }
        return next;
    }

    /** @return {@link State#DEAD} where {@code symbols} may not follow */
    State after(State state, short[] symbols) {
        State reached = state;
        for (int i = 0; i < symbols.length && reached != State.DEAD; i++) {
            reached = next(reached, symbols[i]);
        }
        return reached;
    }

    private State step(State state, int symbol) {
        var closure = new Closure();
        for (Config config : state.configs()) {
            int next = config.dfa().next(config.state(), symbol);
            if (next != ByteAutomaton.DEAD) {
                closure.add(config.dfa(), next, config.rest());
            }
        }
        return closure.state();
    }

    /** The one symbol that may follow {@code state}; {@link State#SEVERAL}, or {@link State#NONE}. */
    int only(State state) {
        if (state.only() == State.NOT_KNOWN) {
            state.only(findOnly(state));
        }
        return state.only();
    }

    private int findOnly(State state) {
        int only = State.NONE;
        for (Config config : state.configs()) {
            int symbols =
                    config.dfa().literal() ? vocabulary.symbols() : config.dfa().symbols();
            for (int symbol = 0; symbol < symbols; symbol++) {
                if (symbol != only && config.dfa().next(config.state(), symbol) != ByteAutomaton.DEAD) {
                    if (only != State.NONE || state.mayEnd()) {
                        return State.SEVERAL;
                    }
                    only = symbol;
                }
            }
        }
        return only;
    }

    /** What may follow {@code state}; computed once, and again after it was forgotten. */
    Mask mask(State state) {
        if (!state.masked()) {
            Mask mask = Masks.compute(this, state);
            if (mask.tokens() instanceof TokenSet.Many && ++wideMasks > MAX_WIDE_MASKS) {
                forget();
            }
            state.mask(mask);
        }
        return state.mask();
    }

    /** Whether the reply can be finished within {@code remaining} tokens whichever of the allowed ones comes next. */
    boolean roomy(State state, int remaining) {
        if (state.worst() == State.NOT_KNOWN) {
            state.worst(findWorst(state));
        }
        return remaining > state.worst();
    }

    private int findWorst(State state) {
        int[] worst = {0};
        var walk = new TrieWalk(this);
        for (Config config : state.configs()) {
            Dfa dfa = config.dfa();
            Inside inside = dfa.inside(config.state(), vocabulary);
            for (int end : inside.ends()) {
                int need = dfa.accepting(end)
                        ? needs.atMost(head(config.rest()))
                        : needs.atMost(new Config(dfa, end, config.rest()));
                worst[0] = Math.max(worst[0], need);
            }
            for (int exit : inside.exits()) {
                walk.below(exit, head(config.rest()), (_, next) -> worst[0] = Math.max(worst[0], needs.atMost(next)));
            }
        }
        return worst[0];
    }

    /** Whether {@link #learn} has nothing left to do. */
    boolean known(State state, boolean limited) {
        return state.masked() && (!limited || state.worst() != State.NOT_KNOWN);
    }

    /** @param limited whether the place's distance from the end is asked for, too */
    void learn(State state, boolean limited) {
        mask(state);
        if (limited) {
            roomy(state, Integer.MAX_VALUE);
        }
    }

    /** A short text that ends the reply. */
    int[] shortest(State state) {
        int[] best = Symbols.NONE;
        for (Config config : state.configs()) {
            int[] symbols = shortest.of(config).symbols();
            best = best.length == 0 || symbols.length < best.length ? symbols : best;
        }
        return best;
    }

    private void forget() {
        known.values().forEach(State::forget);
        known.clear();
        heads.values().forEach(State::forget);
        heads.clear();
        rests.clear();
        wideMasks = 0;
    }

    private Rest rest(Rule rule, Rest after) {
        return rests.computeIfAbsent(new Link(rule, after), link -> new Rest(link.rule(), link.after()));
    }

    /** Collects places, going through all that may be empty. */
    private final class Closure {
        private final Set<Config> configs = new LinkedHashSet<>();
        private final Set<Rest> seen = new HashSet<>();
        private boolean mayEnd;

        void add(Dfa dfa, int state, Rest rest) {
            boolean ends = dfa.accepting(state);
            if (!ends || dfa.continues(state)) {
                configs.add(new Config(dfa, state, rest));
                mayEnd |= dfa.cuttable();
            }
            if (ends) {
                expand(rest);
            }
        }

        void expand(Rest rest) {
            if (rest == Rest.END) {
                mayEnd = true;
                return;
            }
            if (!seen.add(rest)) {
                return;
            }
            Rest after = rest.after();
            switch (rest.rule()) {
                case Rule.Terminal terminal -> begin(terminal.dfa(), after);
                case Rule.Grounded place -> begin(resolve(place).dfa(), after);
                case Rule.Sequence sequence -> sequence(sequence.parts(), after);
                case Rule.Choice choice -> options(choice.options(), after);
                case Rule.Step step -> options(step.options(), after);
            }
        }

        private void begin(Dfa dfa, Rest after) {
            int start = dfa.start();
            if (start != ByteAutomaton.DEAD) {
                add(dfa, start, after);
            }
        }

        private void sequence(List<Rule> parts, Rest after) {
            Rest rest = after;
            for (Rule part : parts.reversed()) {
                rest = rest(part, rest);
            }
            expand(rest);
        }

        private void options(List<Rule> options, Rest after) {
            for (Rule option : options) {
                if (shortest.possible(option)) {
                    expand(rest(option, after));
                }
            }
        }

        State state() {
            if (configs.isEmpty() && !mayEnd) {
                return State.DEAD;
            }
            if (known.size() > MAX_STATES) {
                forget();
            }
            var key = mayEnd ? withEnd() : configs;
            return known.computeIfAbsent(key, _ -> new State(new ArrayList<>(configs), mayEnd));
        }

        /** Two sets of the same places differ where one of them may end. */
        private Set<Config> withEnd() {
            Set<Config> key = new LinkedHashSet<>(configs);
            key.add(END);
            return key;
        }
    }

    private static final Config END = new Config(Rule.Terminal.literal("").dfa(), 0, Rest.END);
}
