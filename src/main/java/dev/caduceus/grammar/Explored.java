package dev.caduceus.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An automaton all of whose states were found beforehand, within a budget, and those that lead to no end left out: who
 * follows it later only reads tables. Safe for many threads.
 */
final class Explored implements Guided {
    /** {@code ^.{1,1500}$} has as many. */
    private static final int MOST_STATES = 30_000;

    /** Edges followed; {@code ^.{1,1500}$} takes a third of it. */
    private static final long MOST_EDGES = 10_000_000;

    private static final int NONE = -1;

    private final SymbolClasses classes;
    /** Shape [states][classes]. */
    private final List<int[]> rows = new ArrayList<>();

    private final BitSet accepting = new BitSet();
    private int[] ways = {};

    private Explored(SymbolClasses classes) {
        this.classes = classes;
    }

    /** @throws Budget.Spent where it has too many states, or finding them takes too long */
    static Explored of(ByteAutomaton automaton, Budget budget) {
        var explored = new Explored(SymbolClasses.of(automaton));
        try {
            explored.walk(automaton, budget);
        } catch (Budget.Spent spent) {
            budget.giveBack(Budget.Of.STATES, explored.rows.size());
            throw spent;
        }
        explored.leaveOutDeadEnds();
        return explored;
    }

    SymbolClasses classes() {
        return classes;
    }

    private void walk(ByteAutomaton automaton, Budget budget) {
        Map<Integer, Integer> numbers = new HashMap<>();
        List<Integer> found = new ArrayList<>();
        if (automaton.start() != DEAD) {
            numbers.put(automaton.start(), 0);
            found.add(automaton.start());
        }
        long before = budget.spent(Budget.Of.EDGES);
        for (int number = 0; number < found.size(); number++) {
            int state = found.get(number);
            accepting.set(number, automaton.accepting(state));
            budget.spend(Budget.Of.STATES, 1);
            budget.spend(Budget.Of.EDGES, classes.count());
            var row = new int[classes.count()];
            rows.add(row);
            for (int i = 0; i < row.length; i++) {
                int next = automaton.next(state, classes.symbol(i));
                row[i] = next == DEAD ? DEAD : numbers.computeIfAbsent(next, _ -> found.size());
                if (row[i] == found.size()) {
                    found.add(next);
                }
            }
            if (found.size() > MOST_STATES) {
                throw new Budget.Spent(MOST_STATES, "states");
            }
            if (budget.spent(Budget.Of.EDGES) - before > MOST_EDGES) {
                throw new Budget.Spent(MOST_EDGES, "steps through it");
            }
        }
    }

    /** Breadth first from the ends backwards. */
    private void leaveOutDeadEnds() {
        ways = new int[rows.size()];
        Arrays.fill(ways, NONE);
        List<List<Integer>> before = new ArrayList<>();
        rows.forEach(_ -> before.add(new ArrayList<>(1)));
        for (int state = 0; state < rows.size(); state++) {
            for (int next : rows.get(state)) {
                if (next != DEAD
                        && (before.get(next).isEmpty() || before.get(next).getLast() != state)) {
                    before.get(next).add(state);
                }
            }
        }
        var alive = (BitSet) accepting.clone();
        var queue = new ArrayDeque<Integer>();
        accepting.stream().forEach(queue::add);
        while (!queue.isEmpty()) {
            int next = queue.remove();
            for (int state : before.get(next)) {
                if (!alive.get(state)) {
                    alive.set(state);
                    ways[state] = symbol(state, next);
                    queue.add(state);
                }
            }
        }
        for (int[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = row[i] != DEAD && alive.get(row[i]) ? row[i] : DEAD;
            }
        }
        if (!alive.get(0)) {
            rows.clear();
        }
    }

    private int symbol(int state, int next) {
        int[] row = rows.get(state);
        for (int i = 0; i < row.length; i++) {
            if (row[i] == next) {
                return classes.symbol(i);
            }
        }
        throw new IllegalStateException("state " + state + " does not lead to " + next);
    }

    @Override
    public int start() {
        return rows.isEmpty() ? DEAD : 0;
    }

    @Override
    public int next(int state, int symbol) {
        return symbol >= TokenTrie.FIRST_MARKER ? DEAD : rows.get(state)[classes.of(symbol)];
    }

    @Override
    public boolean accepting(int state) {
        return accepting.get(state);
    }

    @Override
    public int way(int state) {
        return ways[state];
    }
}
