package dev.caduceus.grammar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One of some texts: a tree of their symbols. */
final class LiteralSet implements ByteAutomaton {
    private final List<Map<Integer, Integer>> children = new ArrayList<>();
    private final Set<Integer> ends = new HashSet<>();

    LiteralSet(List<String> texts) {
        children.add(new HashMap<>());
        for (String text : texts) {
            int node = 0;
            for (int symbol : Symbols.of(text)) {
                int known = children.size();
                node = children.get(node).computeIfAbsent(symbol, _ -> known);
                if (node == known) {
                    children.add(new HashMap<>());
                }
            }
            ends.add(node);
        }
    }

    @Override
    public int start() {
        return 0;
    }

    @Override
    public int next(int state, int symbol) {
        return children.get(state).getOrDefault(symbol, DEAD);
    }

    @Override
    public boolean accepting(int state) {
        return ends.contains(state);
    }
}
