package dev.caduceus.grammar;

import dev.caduceus.grammar.State.Config;
import dev.caduceus.grammar.State.Rest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A short text for each rule, or the knowledge that there is none. Rules that refer to themselves are met by assuming
 * at first that they have none, and asking again until nothing changes (Knuth's generalisation of Dijkstra's
 * algorithm asks in a cleverer order; schemas are small).
 */
final class Shortest {
    /**
     * @param symbols the text
     * @param cut whether it ends in free text, so that nothing has to follow
     * @param possible false where no text is
     */
    @SuppressWarnings("ArrayRecordComponent") // a cached text; nobody compares two
    record Way(int[] symbols, boolean cut, boolean possible) {
        static final Way NONE = new Way(Symbols.NONE, false, false);
        static final Way EMPTY = new Way(Symbols.NONE, false, true);

        Way then(Way next) {
            if (cut || !possible) {
                return this;
            }
            return next.possible() ? new Way(Symbols.join(symbols, next.symbols()), next.cut(), true) : NONE;
        }
    }

    private final Function<Rule.Grounded, Rule.Terminal> grounding;
    private final Map<Rule, Way> known = new HashMap<>();
    private final Map<Rest, Way> rests = new HashMap<>();
    private final Map<Config, Way> configs = new HashMap<>();

    /** Rules whose way is being looked for: met again, they have none yet. */
    private final Map<Rule, Way> assumed = new HashMap<>();

    private final Set<Rule> met = new HashSet<>();
    /** Rules looked at in this pass. */
    private final Set<Rule> open = new HashSet<>();

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
                if (now.possible() != before.possible() || now.symbols().length != before.symbols().length) {
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
        if (!open.add(rule)) {
            met.add(rule);
            return pass.getOrDefault(rule, assumed.getOrDefault(rule, Way.NONE));
        }
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
        pass.put(rule, way);
        return way;
    }

    private static Way shorter(Way best, Way other) {
        boolean better = other.possible() && (!best.possible() || other.symbols().length < best.symbols().length);
        return better ? other : best;
    }

    private static Way terminal(Dfa dfa) {
        int start = dfa.start();
        if (start == ByteAutomaton.DEAD) {
            return Way.NONE;
        }
        return dfa.cuttable() ? new Way(Symbols.NONE, true, true) : new Way(dfa.completion(start), false, true);
    }

    Way of(Rest rest) {
        if (rest == Rest.END) {
            return Way.EMPTY;
        }
        Way way = rests.get(rest);
        if (way == null) {
            way = of(rest.rule()).then(of(rest.after()));
            rests.put(rest, way);
        }
        return way;
    }

    Way of(Config config) {
        return configs.computeIfAbsent(config, place -> {
            if (place.dfa().cuttable()) {
                return new Way(Symbols.NONE, true, true);
            }
            return new Way(place.dfa().completion(place.state()), false, true).then(of(place.rest()));
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
