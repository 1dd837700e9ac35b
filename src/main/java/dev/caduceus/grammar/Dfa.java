package dev.caduceus.grammar;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * An automaton whose answers are remembered, and in which every state leads to an end: what can't be finished is
 * {@link ByteAutomaton#DEAD} here. For one thread at a time.
 */
final class Dfa {
    private static final int UNKNOWN = -2;

    /** In all searches of one automaton: a second or so. Schemas' own need none or few, see {@link Guided}. */
    private static final int MOST_STEPS = 5_000_000;

    /** How an accepting state may be reached from a state: the next symbol, and how many symbols in all. */
    private record Way(int symbol, int length) {}

    private final ByteAutomaton automaton;
    private final int symbols;
    private final boolean cuttable;
    private int[][] rows = new int[4][];
    /** Steps of searches so far. */
    private int taken;

    private final Map<Integer, Way> ways = new HashMap<>();
    private final Set<Integer> hopeless = new HashSet<>();
    private final Map<Integer, Inside> insides = new HashMap<>();

    Dfa(ByteAutomaton automaton) {
        this(automaton, TokenTrie.FIRST_MARKER, false);
    }

    /**
     * @param symbols that the automaton reads: those from there up are dead
     * @param cuttable free text: a reply may end anywhere in it
     */
    Dfa(ByteAutomaton automaton, int symbols, boolean cuttable) {
        this.automaton = automaton;
        this.symbols = symbols;
        this.cuttable = cuttable;
    }

    boolean literal() {
        return automaton instanceof Literal;
    }

    int symbols() {
        return symbols;
    }

    boolean cuttable() {
        return cuttable;
    }

    int start() {
        int start = automaton.start();
        return start == ByteAutomaton.DEAD || !alive(start) ? ByteAutomaton.DEAD : start;
    }

    boolean accepting(int state) {
        return automaton.accepting(state);
    }

    int next(int state, int symbol) {
        if (automaton instanceof Guided) {
            return automaton.next(state, symbol); // no dead ends in it, and at hand
        }
        if (symbol >= symbols) {
            return ByteAutomaton.DEAD;
        }
        int[] row = row(state);
        int next = row[symbol];
        if (next == UNKNOWN) {
            next = automaton.next(state, symbol);
            if (next != ByteAutomaton.DEAD && !alive(next)) {
                next = ByteAutomaton.DEAD;
            }
            row[symbol] = next;
        }
        return next;
    }

    private int[] row(int state) {
        if (state >= rows.length) {
            rows = Arrays.copyOf(rows, Math.max(state + 1, rows.length * 2));
        }
        int[] row = rows[state];
        if (row == null) {
            row = new int[symbols];
            Arrays.fill(row, UNKNOWN);
            rows[state] = row;
        }
        return row;
    }

    /** Whether something may follow a state in which a text of the language is whole. */
    boolean continues(int state) {
        if (literal()) {
            return !automaton.accepting(state);
        }
        for (int symbol = 0; symbol < symbols; symbol++) {
            if (next(state, symbol) != ByteAutomaton.DEAD) {
                return true;
            }
        }
        return false;
    }

    /** A short way from {@code state} to an end, the same at each call, and from each state on the way the rest of it. */
    int[] completion(int state) {
        if (automaton instanceof Guided guided) {
            return guided(guided, state);
        }
        if (!alive(state)) {
            throw new IllegalArgumentException("state " + state + " has no way out");
        }
        int at = state;
        int length = accepting(at) ? 0 : way(at).length();
        var completion = new int[length];
        for (int i = 0; i < length; i++) {
            completion[i] = way(at).symbol();
            at = automaton.next(at, completion[i]);
        }
        return completion;
    }

    private static int[] guided(Guided automaton, int state) {
        var completion = IntStream.builder();
        for (int at = state; !automaton.accepting(at); ) {
            int symbol = automaton.way(at);
            completion.add(symbol);
            at = automaton.next(at, symbol);
        }
        return completion.build().toArray();
    }

    private Way way(int state) {
        Way way = ways.get(state);
        if (way == null) {
            throw new IllegalStateException("no way is known from state " + state);
        }
        return way;
    }

    private boolean alive(int state) {
        if (cuttable || automaton instanceof Guided || automaton.accepting(state) || ways.containsKey(state)) {
            return true;
        }
        return !hopeless.contains(state) && search(state);
    }

    /**
     * Breadth first, to an accepting state or one from which a way is known; remembers what it learnt. Past {@link
     * #MOST_STEPS} it finds no further ways: less may be written then, and nothing wrong.
     */
    private boolean search(int from) {
        record Step(int before, int symbol) {}
        Map<Integer, Step> steps = new HashMap<>();
        var queue = new ArrayDeque<Integer>();
        steps.put(from, new Step(from, UNKNOWN));
        queue.add(from);
        while (!queue.isEmpty() && taken <= MOST_STEPS) {
            int state = queue.remove();
            for (int symbol = 0; symbol < symbols; symbol++) {
                int next = automaton.next(state, symbol);
                if (next == ByteAutomaton.DEAD || hopeless.contains(next)) {
                    continue;
                }
                taken++;
                boolean fresh = steps.putIfAbsent(next, new Step(state, symbol)) == null;
                if (automaton.accepting(next) || ways.containsKey(next)) {
                    int length = automaton.accepting(next) ? 0 : way(next).length();
                    int before = state;
                    int by = symbol;
                    while (true) {
                        ways.put(before, new Way(by, ++length));
                        if (before == from) {
                            return true;
                        }
                        Step step = steps.getOrDefault(before, new Step(from, UNKNOWN));
                        before = step.before();
                        by = step.symbol();
                    }
                }
                if (fresh) {
                    queue.add(next);
                }
            }
        }
        hopeless.addAll(taken > MOST_STEPS ? Set.of(from) : steps.keySet());
        return false;
    }

    /** The tokens that keep to this automaton from {@code state} on, and the places where a token may leave it. */
    Inside inside(int state, Vocabulary vocabulary) {
        return insides.computeIfAbsent(state, from -> Inside.of(this, from, vocabulary));
    }
}
