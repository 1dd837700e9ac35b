package dev.caduceus.grammar;

import dev.caduceus.grammar.State.Config;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How many tokens a reply still needs at least. For each place there is one short text that ends it, the rest of which
 * is the short text of every place along it; so whoever follows it needs one token less after each.
 */
final class Needs {
    private static final int MAX_KNOWN = 65_536;

    private final Vocabulary vocabulary;
    private final Shortest shortest;
    private final Map<Config, Integer> known = new HashMap<>();

    Needs(Vocabulary vocabulary, Shortest shortest) {
        this.vocabulary = vocabulary;
        this.shortest = shortest;
    }

    /** Tokens from {@code state} to the reply's end, the one that ends it included; 0 in free text. */
    int of(State state) {
        if (state.mayEnd()) {
            return state.cuttable() ? 0 : 1;
        }
        int least = Integer.MAX_VALUE;
        for (Config config : state.configs()) {
            least = Math.min(least, of(config));
        }
        return least;
    }

    int of(Config config) {
        Integer need = known.get(config);
        if (need == null) {
            Shortest.Way way = shortest.of(config);
            need = tokens(way.symbols()) + (way.cut() ? 0 : 1);
            if (known.size() > MAX_KNOWN) {
                known.clear();
            }
            known.put(config, need);
        }
        return need;
    }

    /** The same, but no less than the truth and found without looking at tokens. */
    int atMost(State state) {
        if (state.mayEnd()) {
            return 1;
        }
        int least = Integer.MAX_VALUE;
        for (Config config : state.configs()) {
            least = Math.min(least, atMost(config));
        }
        return least;
    }

    int atMost(Config config) {
        return shortest.of(config).length() + 1;
    }

    /** The fewest tokens that spell {@code symbols}. */
    private int tokens(int[] symbols) {
        TokenTrie trie = vocabulary.trie();
        int[] fewest = new int[symbols.length + 1];
        Arrays.fill(fewest, 0, symbols.length, symbols.length + 1);
        for (int from = symbols.length - 1; from >= 0; from--) {
            int node = 0;
            for (int to = from; to < symbols.length; to++) {
                node = trie.child(node, symbols[to]);
                if (node < 0) {
                    break;
                }
                if (trie.token(node) != TokenTrie.NO_TOKEN) {
                    fewest[from] = Math.min(fewest[from], 1 + fewest[to + 1]);
                }
            }
        }
        return fewest[0];
    }
}
