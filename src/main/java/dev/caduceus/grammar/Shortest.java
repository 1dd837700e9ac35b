package dev.caduceus.grammar;

import dev.caduceus.grammar.State.Config;
import dev.caduceus.grammar.State.Rest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A short text for each rule, or the knowledge that there is none. Rules that refer to themselves are met by assuming
 * at first that they have none, and asking again until nothing changes (Knuth's generalisation of Dijkstra's
 * algorithm asks in a cleverer order; schemas are small).
 */
final class Shortest {
    /** Rules in each other that are looked at; deeper, a rule counts as one that no text can meet. */
    private static final int MOST_DEEP = 2_500;

    /** Symbols of a text; a rule whose shortest is longer counts as one that none can meet: no reply holds it. */
    static final int MOST_SYMBOLS = 20_000;

    /**
     * @param parts what it consists of: texts, or ways that others have too, so that none is ever copied
     * @param length of the text
     * @param cut whether it ends in free text, so that nothing has to follow
     * @param possible false where no text is
     */
    record Way(List<Object> parts, int length, boolean cut, boolean possible) {
        static final Way NONE = new Way(List.of(), 0, false, false);
        static final Way EMPTY = new Way(List.of(), 0, false, true);

        static Way of(int[] symbols) {
            return symbols.length > MOST_SYMBOLS ? NONE : new Way(List.of(symbols), symbols.length, false, true);
        }

        Way then(Way next) {
            if (cut || !possible || next.empty()) {
                return this;
            }
            return next.possible() && length + next.length() <= MOST_SYMBOLS
                    ? new Way(List.of(this, next), length + next.length(), next.cut(), true)
                    : NONE;
        }

        /** Whether nothing has to follow, and nothing does. */
        private boolean empty() {
            return possible && !cut && length == 0;
        }

        int[] symbols() {
            var symbols = IntStream.builder();
            var open = new ArrayDeque<Object>(parts);
            while (!open.isEmpty()) {
                switch (open.pop()) {
                    case Way way -> way.parts().reversed().forEach(open::push);
                    case int[] text -> Arrays.stream(text).forEach(symbols::add);
                    default -> throw new IllegalStateException("a way consists of texts and ways");
                }
            }
            return symbols.build().toArray();
        }
    }

    private static final Way CUT = new Way(List.of(), 0, true, true);

    private final Function<Rule.Grounded, Rule.Terminal> grounding;
    private final Map<Rule, Way> known = new HashMap<>();
    private final Map<Rest, Way> rests = new HashMap<>();
    private final Map<Config, Way> configs = new HashMap<>();

    /** Rules whose way is being looked for: met again, they have none yet. */
    private final Map<Rule, Way> assumed = new HashMap<>();

    private final Set<Rule> met = new HashSet<>();
    /** Rules looked at in this pass. */
    private final Set<Rule> open = new HashSet<>();

    private int depth;

    Shortest(Function<Rule.Grounded, Rule.Terminal> grounding) {
        this.grounding = grounding;
    }

    Way of(Rule rule) {
        Way way = known.get(rule);
        if (way != null) {
            return way;
        }
        assumed.clear();
        while (true) {
            met.clear();
            open.clear();
            Map<Rule, Way> pass = new HashMap<>();
            Way found = look(rule, pass);
            boolean changed = false;
            for (Rule again : met) {
                Way now = pass.getOrDefault(again, Way.NONE);
                Way before = assumed.getOrDefault(again, Way.NONE);
                if (now.possible() != before.possible() || now.length() != before.length()) {
                    assumed.put(again, now);
                    changed = true;
                }
            }
            if (!changed) {
                known.putAll(pass);
                return found;
            }
        }
    }

    private Way look(Rule rule, Map<Rule, Way> pass) {
        if (known.containsKey(rule)) {
            return known.getOrDefault(rule, Way.NONE);
        }
        if (depth > MOST_DEEP) {
            return Way.NONE;
        }
        if (!open.add(rule)) {
            met.add(rule);
            return pass.getOrDefault(rule, assumed.getOrDefault(rule, Way.NONE));
        }
        depth++;
        Way way = switch (rule) {
            case Rule.Terminal terminal -> terminal(terminal.dfa());
            case Rule.Grounded grounded -> terminal(grounding.apply(grounded).dfa());
            case Rule.Sequence sequence -> {
                Way whole = Way.EMPTY;
                for (Rule part : sequence.parts()) {
                    whole = whole.then(whole.cut() ? Way.EMPTY : look(part, pass));
                }
                yield whole;
            }
            case Rule.Choice choice -> {
                Way best = Way.NONE;
                for (Rule option : choice.options()) {
                    best = shorter(best, look(option, pass));
                }
                yield best;
            }
            case Rule.Step step -> look(step.shortest(), pass);
        };
        depth--;
        pass.put(rule, way);
        return way;
    }

    private static Way shorter(Way best, Way other) {
        boolean better = other.possible() && (!best.possible() || other.length() < best.length());
        return better ? other : best;
    }

    private static Way terminal(Dfa dfa) {
        int start = dfa.start();
        if (start == ByteAutomaton.DEAD) {
            return Way.NONE;
        }
        return dfa.cuttable() ? CUT : Way.of(dfa.completion(start));
    }

    Way of(Rest rest) {
        var unknown = new ArrayDeque<Rest>();
        for (Rest at = rest; at != Rest.END && !rests.containsKey(at); at = at.after()) {
            unknown.push(at);
        }
        for (Rest at : unknown) { // the last first: what has to follow may be long
            rests.put(at, of(at.rule()).then(rests.getOrDefault(at.after(), Way.EMPTY)));
        }
        return rests.getOrDefault(rest, Way.EMPTY);
    }

    Way of(Config config) {
        return configs.computeIfAbsent(config, place -> {
            if (place.dfa().cuttable()) {
                return CUT;
            }
            return Way.of(place.dfa().completion(place.state())).then(of(place.rest()));
        });
    }

    boolean possible(Rule rule) {
        return of(rule).possible();
    }

    /** The options that lead anywhere. */
    List<Rule> possible(List<Rule> options) {
        return options.stream().filter(this::possible).toList();
    }
}
