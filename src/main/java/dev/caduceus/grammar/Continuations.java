package dev.caduceus.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What may follow a text, by example: enough of it to see which of the text's tokens could have been others. For each
 * end of the text that begins a token, the shortest such token by each byte it may go on with; and for the cut right
 * behind the text, one byte of each kind.
 */
final class Continuations {
    /** Kinds of bytes that tokenizers tell apart. */
    private static final List<String> KINDS = List.of("a", "A", "1", " ", "\"", "}", ",", ".", "\n", "\\", "-");

    private final States states;
    private final State state;
    private final TokenTrie trie;

    Continuations(States states, State state) {
        this.states = states;
        this.state = state;
        this.trie = states.vocabulary().trie();
    }

    /** Bytes that may come behind {@code text}. */
    List<byte[]> after(byte[] text) {
        List<byte[]> found = new ArrayList<>();
        Set<List<Integer>> seen = new HashSet<>();
        for (String kind : KINDS) {
            int symbol = kind.charAt(0);
            if (states.next(state, symbol) != State.DEAD && seen.add(List.of(symbol))) {
                found.add(new byte[] {(byte) symbol});
            }
        }
        int first = Math.max(0, text.length - trie.maxDepth());
        for (int from = text.length - 1; from >= first; from--) {
            int node = find(text, from);
            if (node >= 0) {
                extend(node, found, seen);
            }
        }
        return found;
    }

    private int find(byte[] text, int from) {
        int node = 0;
        for (int i = from; i < text.length && node >= 0; i++) {
            node = trie.child(node, text[i] & 0xFF);
        }
        return node;
    }

    /** For each byte that may follow at {@code node}, the first token below. */
    private void extend(int node, List<byte[]> found, Set<List<Integer>> seen) {
        for (int child = node + 1; child < trie.end(node); child = trie.end(child)) {
            State next = states.next(state, trie.symbol(child));
            int[] path = next == State.DEAD ? Symbols.NONE : path(child, next, new int[] {trie.symbol(child)});
            if (path.length > 0 && seen.add(Arrays.stream(path).boxed().toList())) {
                var bytes = new byte[path.length];
                for (int i = 0; i < path.length; i++) {
                    bytes[i] = (byte) path[i];
                }
                found.add(bytes);
            }
        }
    }

    /** The way from {@code node} to the first token at or below it that the grammar allows. */
    private int[] path(int node, State reached, int[] soFar) {
        if (trie.token(node) != TokenTrie.NO_TOKEN) {
            return soFar;
        }
        for (int child = node + 1; child < trie.end(node); child = trie.end(child)) {
            State next = states.next(reached, trie.symbol(child));
            if (next != State.DEAD) {
                int[] path = path(child, next, Symbols.join(soFar, new int[] {trie.symbol(child)}));
                if (path.length > 0) {
                    return path;
                }
            }
        }
        return Symbols.NONE;
    }
}
