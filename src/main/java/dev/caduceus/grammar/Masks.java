package dev.caduceus.grammar;

import dev.caduceus.grammar.State.Config;

/**
 * State → mask. Tokens that keep to a terminal are known to it, whatever stands behind it; only those that leave it are
 * walked, from the place in the trie where they do.
 */
final class Masks {
    private final States states;
    private final Vocabulary vocabulary;
    private final long[] bits;

    private Masks(States states) {
        this.states = states;
        this.vocabulary = states.vocabulary();
        this.bits = new long[vocabulary.words()];
    }

    static Mask compute(States states, State state) {
        return new Masks(states).of(state);
    }

    private Mask of(State state) {
        for (Config config : state.configs()) {
            Inside inside = config.dfa().inside(config.state(), vocabulary);
            inside.tokens().orInto(bits);
            if (inside.exits().length > 0) {
                State behind = states.head(config.rest());
                var walk = new TrieWalk(states);
                for (int exit : inside.exits()) {
                    walk.below(exit, behind, (node, _) -> TokenSet.add(vocabulary.trie(), node, bits));
                }
            }
        }
        if (state.mayEnd()) {
            for (int id : vocabulary.stopIds()) {
                bits[id >> 6] |= 1L << id;
            }
        }
        TokenSet tokens = TokenSet.of(bits);
        return new Mask(tokens, tokens.size() >= vocabulary.writable());
    }
}
