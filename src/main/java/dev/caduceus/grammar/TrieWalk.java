package dev.caduceus.grammar;

/** Walks a part of the trie and the states of a grammar side by side. */
final class TrieWalk {
    private final States states;
    private final TokenTrie trie;
    private final State[] path;

    /** Hears of the tokens that a grammar allows. */
    interface Visitor {
        /** @param state the grammar's after the token at {@code node} */
        void token(int node, State state);
    }

    TrieWalk(States states) {
        this.states = states;
        this.trie = states.vocabulary().trie();
        this.path = new State[trie.maxDepth() + 1];
    }

    /** Visits the tokens below {@code from}, where the grammar is in {@code state}. */
    void below(int from, State state, Visitor visitor) {
        path[trie.depth(from)] = state;
        int end = trie.end(from);
        int node = from + 1;
        while (node < end) {
            int depth = trie.depth(node);
            State next = states.next(path[depth - 1], trie.symbol(node));
            if (next == State.DEAD) {
                node = trie.end(node);
                continue;
            }
            path[depth] = next;
            if (trie.token(node) != TokenTrie.NO_TOKEN) {
                visitor.token(node, next);
            }
            node++;
        }
    }
}
