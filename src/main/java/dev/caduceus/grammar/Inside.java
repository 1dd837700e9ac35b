package dev.caduceus.grammar;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What a terminal says of the vocabulary, whatever stands behind it.
 *
 * @param tokens those all of whose symbols the terminal reads
 * @param exits nodes of the trie where the terminal may end while tokens go on
 * @param ends states of the terminal in which those tokens end
 */
@SuppressWarnings("ArrayRecordComponent") // a cached table; nobody compares two
record Inside(TokenSet tokens, int[] exits, int[] ends) {
    static Inside of(Dfa dfa, int from, Vocabulary vocabulary) {
        TokenTrie trie = vocabulary.trie();
        var bits = new long[vocabulary.words()];
        var ends = new BitSet();
        var exits = new int[16];
        int found = 0;
        var states = new int[trie.maxDepth() + 1];
        states[0] = from;
        int node = 1;
        while (node < trie.size()) {
            int depth = trie.depth(node);
            int state = dfa.next(states[depth - 1], trie.symbol(node));
            if (state == ByteAutomaton.DEAD) {
                node = trie.end(node);
                continue;
            }
            states[depth] = state;
            if (trie.token(node) != TokenTrie.NO_TOKEN) {
                TokenSet.add(trie, node, bits);
                ends.set(state);
            }
            if (trie.hasChildren(node) && dfa.accepting(state)) {
                if (found == exits.length) {
                    exits = Arrays.copyOf(exits, found * 2);
                }
                exits[found++] = node;
            }
            node++;
        }
        return new Inside(
                TokenSet.of(bits), Arrays.copyOf(exits, found), ends.stream().toArray());
    }
}
