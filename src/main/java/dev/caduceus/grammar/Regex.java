package dev.caduceus.grammar;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A pattern → the JSON strings in which it is found, quotes included, each character spelt as {@link
 * dev.caduceus.schema.Json#write} spells it. Thompson's automaton over bytes, made deterministic as it is walked. {@code
 * ^} can be passed only before the first character, {@code $} only behind the last; where they are missing, any text
 * may stand around.
 */
final class Regex implements ByteAutomaton {
    /** Of a pattern such as {@code (.{1,500}){1,500}}: enough for any that a person wrote. */
    private static final int MAX_NODES = 50_000;

    private static final int BEFORE = 0;
    private static final int AFTER = 1;

    /** @param to where {@code low} to {@code high} lead */
    private record Edge(int low, int high, int to) {}

    private record Node(List<Edge> edges, BitSet free, BitSet atBegin, BitSet atEnd) {}

    private final String pattern;
    private final List<Node> nodes = new ArrayList<>();
    /** The states between the quotes: sets of nodes. The two before and after take the numbers 0 and 1. */
    private final Numbering<BitSet> sets = new Numbering<>();

    private final int first;
    private final int last;

    private Regex(String pattern) {
        this.pattern = pattern;
        first = node();
        last = node();
        JsonCharacters any = new JsonCharacters(this::node, this::edge);
        any.edges(CodePoints.range(0, CodePoints.LAST), first, first);
        build(new RegexParser(pattern).parse(), first, last, any);
        any.edges(CodePoints.range(0, CodePoints.LAST), last, last);
    }

    static Regex compile(String pattern) {
        return new Regex(pattern);
    }

    private int node() {
        if (nodes.size() > MAX_NODES) {
            throw CaduceusException.of(
                    ErrorCode.UNSUPPORTED, "The pattern '%s' takes more than %s states", pattern, MAX_NODES);
        }
        nodes.add(new Node(new ArrayList<>(), new BitSet(), new BitSet(), new BitSet()));
        return nodes.size() - 1;
    }

    private void edge(int from, int[] lowAndHigh, int to) {
        nodes.get(from).edges().add(new Edge(lowAndHigh[0], lowAndHigh[1], to));
    }

    private void build(RegexNode regex, int from, int to, JsonCharacters characters) {
        switch (regex) {
            case RegexNode.Characters(CodePoints set) -> characters.edges(set, from, to);
            case RegexNode.Begin _ -> nodes.get(from).atBegin().set(to);
            case RegexNode.End _ -> nodes.get(from).atEnd().set(to);
            case RegexNode.Either(List<RegexNode> options) ->
                options.forEach(option -> build(option, from, to, characters));
            case RegexNode.Run(List<RegexNode> parts) -> {
                int at = from;
                for (RegexNode part : parts) {
                    int next = node();
                    build(part, at, next, characters);
                    at = next;
                }
                nodes.get(at).free().set(to);
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
                    nodes.get(at).free().set(loop);
                    build(part, loop, loop, characters);
                    at = loop;
                }
                for (int i = minimum; i < maximum; i++) {
                    int next = node();
                    nodes.get(at).free().set(to);
                    build(part, at, next, characters);
                    at = next;
                }
                nodes.get(at).free().set(to);
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
            var begin = new BitSet();
            begin.set(first);
            return symbol == '"' ? number(closure(begin, true, false)) : DEAD;
        }
        if (state == AFTER) {
            return DEAD;
        }
        BitSet from = sets.get(state - 2);
        if (symbol == '"' && closure(from, false, true).get(last)) {
            return AFTER;
        }
        var reached = new BitSet();
        for (int node = from.nextSetBit(0); node >= 0; node = from.nextSetBit(node + 1)) {
            for (Edge edge : nodes.get(node).edges()) {
                if (symbol >= edge.low() && symbol <= edge.high()) {
                    reached.set(edge.to());
                }
            }
        }
        return reached.isEmpty() ? DEAD : number(closure(reached, false, false));
    }

    private int number(BitSet set) {
        return 2 + sets.number(set);
    }

    private BitSet closure(BitSet from, boolean atBegin, boolean atEnd) {
        var closed = (BitSet) from.clone();
        var open = (BitSet) from.clone();
        while (!open.isEmpty()) {
            int at = open.nextSetBit(0);
            open.clear(at);
            Node node = nodes.get(at);
            for (BitSet ways : List.of(
                    node.free(), atBegin ? node.atBegin() : new BitSet(), atEnd ? node.atEnd() : new BitSet())) {
                for (int to = ways.nextSetBit(0); to >= 0; to = ways.nextSetBit(to + 1)) {
                    if (!closed.get(to)) {
                        closed.set(to);
                        open.set(to);
                    }
                }
            }
        }
        return closed;
    }
}
