package dev.caduceus.grammar;

import java.util.Arrays;

/**
 * A vocabulary's tokens as a tree of symbols, flat: nodes in depth-first order, so that walking it is reading arrays
 * from left to right, and skipping a subtree is one jump. Node 0 is the root. A byte is its own symbol; an added token
 * is one symbol from {@link #FIRST_MARKER} up, so that no bytes can spell it.
 */
final class TokenTrie {
    static final int FIRST_MARKER = 256;
    static final int NO_TOKEN = -1;

    /** Shape [nodes]: the symbol that leads to a node. */
    private final short[] symbols;
    /** Shape [nodes]: the node behind a node's subtree. */
    private final int[] ends;
    /** Shape [nodes]: number of symbols from the root. */
    private final short[] depths;
    /** Shape [nodes]: the token that is spelt so, or {@link #NO_TOKEN}. */
    private final int[] tokens;
    /** Shape [ids]: the next token with the same spelling, or {@link #NO_TOKEN}. */
    private final int[] twins;

    private int size = 1;
    private int maxDepth;

    /** @param spellings shape [ids][symbols]; an empty one is left out */
    TokenTrie(short[][] spellings) {
        int[] order = order(spellings);
        int nodes = 1
                + Arrays.stream(spellings).mapToInt(spelling -> spelling.length).sum();
        short[] symbol = new short[nodes];
        int[] end = new int[nodes];
        short[] depth = new short[nodes];
        int[] token = new int[nodes];
        twins = new int[spellings.length];
        Arrays.fill(twins, NO_TOKEN);
        token[0] = NO_TOKEN;
        var path = new int
                [1 + Arrays.stream(spellings).mapToInt(s -> s.length).max().orElse(0)];
        int open = 0;
        for (int id : order) {
            short[] spelling = spellings[id];
            int shared = 0;
            while (shared < open && shared < spelling.length && symbol[path[shared + 1]] == spelling[shared]) {
                shared++;
            }
            close(path, end, shared, open);
            for (open = shared; open < spelling.length; open++) {
                symbol[size] = spelling[open];
                depth[size] = (short) (open + 1);
                token[size] = NO_TOKEN;
                path[open + 1] = size++;
            }
            int node = path[open];
            twins[id] = token[node];
            token[node] = id;
            maxDepth = Math.max(maxDepth, open);
        }
        close(path, end, 0, open);
        end[0] = size;
        symbols = Arrays.copyOf(symbol, size);
        ends = Arrays.copyOf(end, size);
        depths = Arrays.copyOf(depth, size);
        tokens = Arrays.copyOf(token, size);
    }

    private void close(int[] path, int[] end, int shared, int open) {
        for (int depth = open; depth > shared; depth--) {
            end[path[depth]] = size;
        }
    }

    private static int[] order(short[][] spellings) {
        Integer[] ids = new Integer[spellings.length];
        Arrays.setAll(ids, id -> id);
        Arrays.sort(ids, (a, b) -> Arrays.compare(spellings[a], spellings[b]));
        return Arrays.stream(ids)
                .mapToInt(id -> id)
                .filter(id -> spellings[id].length > 0)
                .toArray();
    }

    int size() {
        return size;
    }

    int maxDepth() {
        return maxDepth;
    }

    int symbol(int node) {
        return symbols[node];
    }

    int end(int node) {
        return ends[node];
    }

    int depth(int node) {
        return depths[node];
    }

    int token(int node) {
        return tokens[node];
    }

    int twin(int token) {
        return twins[token];
    }

    boolean hasChildren(int node) {
        return ends[node] > node + 1;
    }

    /** @return the child that {@code symbol} leads to; -1 where there is none */
    int child(int node, int symbol) {
        for (int child = node + 1; child < ends[node]; child = ends[child]) {
            if (symbols[child] >= symbol) {
                return symbols[child] == symbol ? child : -1;
            }
        }
        return -1;
    }
}
