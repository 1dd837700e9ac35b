package dev.caduceus.grammar;

import dev.caduceus.grammar.State.Config;
import dev.caduceus.grammar.State.Rest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** State → mask by trying every token, symbol by symbol, with nothing remembered: what the fast mask has to equal. */
final class NaiveMask {
    private final Shortest shortest = new Shortest(grounded -> grounded.under(Grounding.NONE));

    static BitSet of(State state, Vocabulary vocabulary) {
        var naive = new NaiveMask();
        var mask = new BitSet();
        for (int id = 0; id < vocabulary.size(); id++) {
            short[] spelling = vocabulary.spelling(id);
            if (spelling.length > 0 && naive.allows(state, spelling)) {
                mask.set(id);
            }
        }
        if (state.mayEnd()) {
            vocabulary.stopIds().forEach(mask::set);
        }
        return mask;
    }

    private boolean allows(State state, short[] spelling) {
        List<Config> places = state.configs();
        for (short symbol : spelling) {
            List<Config> next = new ArrayList<>();
            boolean ends = false;
            for (Config place : places) {
                int reached = place.dfa().next(place.state(), symbol);
                if (reached != ByteAutomaton.DEAD) {
                    next.add(new Config(place.dfa(), reached, place.rest()));
                    ends |= place.dfa().accepting(reached) && expand(place.rest(), next, new HashSet<>());
                }
            }
            if (next.isEmpty() && !ends) {
                return false;
            }
            places = next;
        }
        return !places.isEmpty();
    }

    /** Adds where {@code rest} may begin. @return whether it may be nothing */
    private boolean expand(Rest rest, List<Config> into, Set<Rest> seen) {
        if (rest == Rest.END) {
            return true;
        }
        return switch (rest.rule()) {
            case Rule.Terminal terminal -> begin(terminal.dfa(), rest.after(), into, seen);
            case Rule.Grounded grounded -> begin(grounded.under(Grounding.NONE).dfa(), rest.after(), into, seen);
            case Rule.Sequence sequence -> {
                Rest all = rest.after();
                for (Rule part : sequence.parts().reversed()) {
                    all = new Rest(part, all);
                }
                yield expand(all, into, seen);
            }
            case Rule.Choice choice -> any(choice.options(), rest.after(), into, seen);
            case Rule.Step step -> any(step.options(), rest.after(), into, seen);
        };
    }

    private boolean any(List<Rule> options, Rest after, List<Config> into, Set<Rest> seen) {
        boolean nothing = false;
        for (Rule option : options) {
            nothing |= shortest.possible(option) && expand(new Rest(option, after), into, seen);
        }
        return nothing;
    }

    private boolean begin(Dfa dfa, Rest after, List<Config> into, Set<Rest> seen) {
        int start = dfa.start();
        if (start == ByteAutomaton.DEAD) {
            return false;
        }
        into.add(new Config(dfa, start, after));
        return dfa.accepting(start) && expand(after, into, seen);
    }
}
