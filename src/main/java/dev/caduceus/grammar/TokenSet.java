package dev.caduceus.grammar;

import java.util.Arrays;

/** A set of ids, kept as a list while it is small: most places of a JSON text allow few tokens. */
sealed interface TokenSet {
    @SuppressWarnings("ArrayRecordComponent") // a cached mask; nobody compares two
    record Few(int[] ids) implements TokenSet {}

    @SuppressWarnings("ArrayRecordComponent") // a cached mask; nobody compares two
    record Many(long[] bits) implements TokenSet {}

    /** A list costs 32 bits an id, a bitmask one bit for each id of the vocabulary. */
    static TokenSet of(long[] bits) {
        int count = count(bits);
        if (count > bits.length * 2) {
            return new Many(bits);
        }
        var ids = new int[count];
        int at = 0;
        for (int word = 0; word < bits.length; word++) {
            for (long rest = bits[word]; rest != 0; rest &= rest - 1) {
                ids[at++] = word * 64 + Long.numberOfTrailingZeros(rest);
            }
        }
        return new Few(ids);
    }

    private static int count(long[] bits) {
        return Arrays.stream(bits).mapToInt(Long::bitCount).sum();
    }

    /** The tokens spelt by {@code node}. */
    static void add(TokenTrie trie, int node, long[] bits) {
        for (int id = trie.token(node); id != TokenTrie.NO_TOKEN; id = trie.twin(id)) {
            bits[id >> 6] |= 1L << id;
        }
    }

    default void orInto(long[] bits) {
        switch (this) {
            case Few(int[] ids) -> {
                for (int id : ids) {
                    bits[id >> 6] |= 1L << id;
                }
            }
            case Many(long[] own) -> {
                for (int i = 0; i < own.length; i++) {
                    bits[i] |= own[i];
                }
            }
        }
    }

    /** Makes {@code bits} this set; longer arrays are filled up with zeros. */
    default void copyInto(long[] bits) {
        switch (this) {
            case Few _ -> {
                Arrays.fill(bits, 0);
                orInto(bits);
            }
            case Many(long[] own) -> {
                System.arraycopy(own, 0, bits, 0, own.length);
                Arrays.fill(bits, own.length, bits.length, 0);
            }
        }
    }

    default int size() {
        return switch (this) {
            case Few(int[] ids) -> ids.length;
            case Many(long[] bits) -> count(bits);
        };
    }
}
