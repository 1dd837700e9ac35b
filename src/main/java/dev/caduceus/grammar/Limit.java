package dev.caduceus.grammar;

import dev.caduceus.grammar.State.Config;
import java.util.HashMap;
import java.util.Map;

/** State → mask near the token limit: only what can still be finished. Every token is looked at, so it takes longer. */
final class Limit {
    private final States states;
    private final TokenTrie trie;
    private final long[] bits;
    /** Tokens that may follow the next one. */
    private final int left;

    private Limit(States states, int left) {
        this.states = states;
        this.trie = states.vocabulary().trie();
        this.bits = new long[states.vocabulary().words()];
        this.left = left;
    }

    /**
     * @param remaining tokens that may still be written
     * @return the ids after which no more than {@code remaining - 1} are needed; none where the limit is too small
     */
    static TokenSet mask(States states, State state, int remaining) {
        var limit = new Limit(states, remaining - 1);
        for (Config config : state.configs()) {
            limit.keeping(config);
            limit.leaving(config);
        }
        if (state.mayEnd()) {
            for (int id : states.vocabulary().stopIds()) {
                limit.bits[id >> 6] |= 1L << id;
            }
        }
        return TokenSet.of(limit.bits);
    }

    private void keeping(Config from) {
        Dfa dfa = from.dfa();
        Map<Integer, Boolean> fits = new HashMap<>();
        var path = new int[trie.maxDepth() + 1];
        path[0] = from.state();
        int node = 1;
        while (node < trie.size()) {
            int depth = trie.depth(node);
            int next = dfa.next(path[depth - 1], trie.symbol(node));
            if (next == ByteAutomaton.DEAD) {
                node = trie.end(node);
                continue;
            }
            path[depth] = next;
            if (trie.token(node) != TokenTrie.NO_TOKEN
                    && fits.computeIfAbsent(next, state -> fits(new Config(dfa, state, from.rest())))) {
                TokenSet.add(trie, node, bits);
            }
            node++;
        }
    }

    private boolean fits(Config config) {
        if (config.dfa().accepting(config.state())) {
            State behind = states.head(config.rest());
            return states.needs().of(behind) <= left;
        }
        return states.needs().of(config) <= left;
    }

    private void leaving(Config config) {
        Inside inside = config.dfa().inside(config.state(), states.vocabulary());
        if (inside.exits().length == 0) {
            return;
        }
        var walk = new TrieWalk(states);
        for (int exit : inside.exits()) {
            walk.below(exit, states.head(config.rest()), (node, state) -> {
                if (states.needs().of(state) <= left) {
                    TokenSet.add(trie, node, bits);
                }
            });
        }
    }
}
