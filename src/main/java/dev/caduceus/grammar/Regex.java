package dev.caduceus.grammar;

import dev.caduceus.chat.CaduceusException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A pattern → the JSON strings in which it is found, quotes included, each character spelt as {@link
 * dev.caduceus.schema.Json#write} spells it. Thompson's automaton over bytes, made deterministic as it is walked. {@code
 * ^} can be passed only before the first character, {@code $} only behind the last; where they are missing, any text
 * may stand around.
 */
final class Regex implements ByteAutomaton {
    /** Nodes and edges: {@code .{1,1000}} has some 80,000. */
    private static final int MOST_NODES = 100_000;

    private static final int BEFORE = 0;
    private static final int AFTER = 1;

    /** @param to where {@code low} to {@code high} lead */
    private record Edge(int low, int high, int to) {}

    /** @param free where no symbol is needed; {@code atBegin}, {@code atEnd} where none is there */
    private record Node(List<Edge> edges, List<Integer> free, List<Integer> atBegin, List<Integer> atEnd) {}

    private final Budget budget;
    private final List<Node> nodes = new ArrayList<>();
    /** The states between the quotes: nodes, lowest first. The two before and after take the numbers 0 and 1. */
    private final Numbering<List<Integer>> sets = new Numbering<>();

    private int taken;
    private final int first;
    private final int last;

    private Regex(String pattern, Budget budget) {
        this.budget = budget;
        first = node();
        last = node();
        JsonCharacters any = new JsonCharacters(this::node, this::edge);
        any.edges(CodePoints.range(0, CodePoints.LAST), first, first);
        build(new RegexParser(pattern, budget).parse(), first, last, any);
        any.edges(CodePoints.range(0, CodePoints.LAST), last, last);
    }

    /**
     * @throws CaduceusException {@code UNSUPPORTED} naming what no automaton can do
     * @throws Budget.Spent where the pattern takes more nodes than are left; also later, from {@link #next}
     */
    static Regex compile(String pattern, Budget budget) {
        long before = budget.spent(Budget.Of.NODES);
        try {
            return new Regex(pattern, budget);
        } catch (Budget.Spent | CaduceusException refused) {
            budget.giveBack(Budget.Of.NODES, budget.spent(Budget.Of.NODES) - before);
            throw refused;
        }
    }

    private int node() {
        take();
        nodes.add(new Node(new ArrayList<>(), new ArrayList<>(1), new ArrayList<>(0), new ArrayList<>(0)));
        return nodes.size() - 1;
    }

    private void take() {
        budget.spend(Budget.Of.NODES, 1);
        if (++taken > MOST_NODES) {
            throw new Budget.Spent(MOST_NODES, "nodes and edges");
        }
    }

    SymbolClasses classes() {
        var cuts = new BitSet();
        cuts.set('"', '"' + 2);
        for (Node node : nodes) {
            for (Edge edge : node.edges()) {
                cuts.set(edge.low());
                cuts.set(edge.high() + 1);
            }
        }
        return SymbolClasses.by(symbol -> cuts.previousSetBit(symbol));
    }

    private void edge(int from, int[] lowAndHigh, int to) {
        take();
        nodes.get(from).edges().add(new Edge(lowAndHigh[0], lowAndHigh[1], to));
    }

    private void build(RegexNode regex, int from, int to, JsonCharacters characters) {
        budget.spend(Budget.Of.EDGES, 1);
        switch (regex) {
            case RegexNode.Characters(CodePoints set) -> characters.edges(set, from, to);
            case RegexNode.Begin _ -> nodes.get(from).atBegin().add(to);
            case RegexNode.End _ -> nodes.get(from).atEnd().add(to);
            case RegexNode.Either(List<RegexNode> options) ->
                options.forEach(option -> build(option, from, to, characters));
            case RegexNode.Run(List<RegexNode> parts) -> {
                int at = from;
                for (RegexNode part : parts) {
                    int next = node();
                    build(part, at, next, characters);
                    at = next;
                }
                nodes.get(at).free().add(to);
            }
            case RegexNode.Repeat(RegexNode part, int minimum, int maximum) -> {
                int at = from;
                for (int i = 0; i < minimum; i++) {
                    int next = node();
                    build(part, at, next, characters);
                    at = next;
                }
                if (maximum == RegexNode.UNLIMITED) {
                    int loop = node();
                    nodes.get(at).free().add(loop);
                    build(part, loop, loop, characters);
                    at = loop;
                }
                for (int i = minimum; i < maximum; i++) {
                    int next = node();
                    nodes.get(at).free().add(to);
                    build(part, at, next, characters);
                    at = next;
                }
                nodes.get(at).free().add(to);
            }
        }
    }

    @Override
    public int start() {
        return BEFORE;
    }

    @Override
    public boolean accepting(int state) {
        return state == AFTER;
    }

    @Override
    public int next(int state, int symbol) {
        if (state == BEFORE) {
            var begin = new Met();
            begin.add(first);
            return symbol == '"' ? number(begin.closed(true, false)) : DEAD;
        }
        if (state == AFTER) {
            return DEAD;
        }
        List<Integer> from = sets.get(state - 2);
        var reached = new Met();
        if (symbol == '"') {
            from.forEach(reached::add);
            return reached.closed(false, true).contains(last) ? AFTER : DEAD;
        }
        for (int node : from) {
            List<Edge> edges = nodes.get(node).edges();
            budget.spend(Budget.Of.EDGES, 1 + edges.size());
            for (Edge edge : edges) {
                if (symbol >= edge.low() && symbol <= edge.high()) {
                    reached.add(edge.to());
                }
            }
        }
        return reached.found.isEmpty() ? DEAD : number(reached.closed(false, false));
    }

    private int number(Met met) {
        return 2 + sets.number(met.found.stream().sorted().toList());
    }

    /** Nodes, each once. */
    private final class Met {
        private final Set<Integer> known = new HashSet<>();
        private final List<Integer> found = new ArrayList<>();

        void add(int node) {
            if (known.add(node)) {
                found.add(node);
            }
        }

        boolean contains(int node) {
            return known.contains(node);
        }

        /** With all that can be reached from them without a symbol. */
        Met closed(boolean atBegin, boolean atEnd) {
            for (int i = 0; i < found.size(); i++) {
                Node node = nodes.get(found.get(i));
                budget.spend(Budget.Of.EDGES, 1 + node.free().size());
                node.free().forEach(this::add);
                if (atBegin) {
                    node.atBegin().forEach(this::add);
                }
                if (atEnd) {
                    node.atEnd().forEach(this::add);
                }
            }
            return this;
        }
    }
}
