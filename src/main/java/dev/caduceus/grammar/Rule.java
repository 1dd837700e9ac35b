package dev.caduceus.grammar;

import java.util.List;
import java.util.function.Supplier;

/**
 * What may be written, as a tree whose leaves are automata. Rules are told apart by identity: the same place of a
 * schema is always the same object, which is what caches go by.
 */
sealed interface Rule {
    /** A text of one automaton. */
    final class Terminal implements Rule {
        private final Dfa dfa;

        Terminal(Dfa dfa) {
            this.dfa = dfa;
        }

        Dfa dfa() {
            return dfa;
        }

        static Terminal of(ByteAutomaton automaton) {
            return new Terminal(new Dfa(automaton));
        }

        static Terminal literal(String text) {
            return of(new Literal(Symbols.of(text)));
        }

        static Terminal literal(int[] symbols) {
            return of(new Literal(symbols));
        }
    }

    /** A scalar that a conversation may limit. */
    final class Grounded implements Rule {
        private final Grounding.Place place;
        private final ByteAutomaton free;
        private final Terminal terminal;

        /** @param terminal of {@code free} */
        Grounded(Grounding.Place place, ByteAutomaton free, Terminal terminal) {
            this.place = place;
            this.free = free;
            this.terminal = terminal;
        }

        /** The terminal that stands here under {@code grounding}. */
        Terminal under(Grounding grounding) {
            ByteAutomaton language = grounding.language(place, free);
            return language == free ? terminal : Terminal.of(language);
        }
    }

    /** One part after the other; no part, nothing. */
    final class Sequence implements Rule {
        private final List<Rule> parts;

        Sequence(List<Rule> parts) {
            this.parts = List.copyOf(parts);
        }

        List<Rule> parts() {
            return parts;
        }

        static Sequence of(Rule... parts) {
            return new Sequence(List.of(parts));
        }
    }

    /** One of the options, which are made when they are first asked for: a schema may refer to itself. */
    final class Choice implements Rule {
        private final Supplier<List<Rule>> source;
        private List<Rule> options = List.of();
        private boolean made;

        Choice(Supplier<List<Rule>> source) {
            this.source = source;
        }

        static Choice of(List<? extends Rule> options) {
            return new Choice(() -> List.copyOf(options));
        }

        static Choice of(Rule... options) {
            return of(List.of(options));
        }

        List<Rule> options() {
            if (!made) {
                made = true;
                options = source.get();
            }
            return options;
        }
    }

    /**
     * A choice in a list or an object, where the way that ends soonest is known without looking at all others.
     */
    final class Step implements Rule {
        private final Supplier<List<Rule>> source;
        private final Supplier<Rule> shortest;
        private List<Rule> options = List.of();
        private boolean made;

        Step(Supplier<List<Rule>> source, Supplier<Rule> shortest) {
            this.source = source;
            this.shortest = shortest;
        }

        List<Rule> options() {
            if (!made) {
                made = true;
                options = source.get();
            }
            return options;
        }

        Rule shortest() {
            return shortest.get();
        }
    }

    Rule NOTHING = Sequence.of();

    /** No text at all, not even the empty one. */
    Rule NEVER = Choice.of();
}
