package dev.caduceus.engine;

import java.util.Arrays;

/**
 * Where in a growing text each run of {@code size} ids was seen last. Open addressing on two int arrays: about 16 bytes
 * a token.
 */
final class NgramIndex {
    /** No such place. */
    static final int NOWHERE = -1;

    private final int size;
    /** The place after a run, one more than it; 0 = free. */
    private int[] places = new int[256];

    private int used;
    private int indexed;

    /** @param size of the runs, at least 1 */
    NgramIndex(int size) {
        this.size = size;
        indexed = size - 1;
    }

    /**
     * Indexes what was added since the last call, and finds the place after the last earlier occurrence of the run that
     * the text ends with.
     *
     * @param tokens the text, valid below {@code length}; what was given before is unchanged
     */
    int lookUp(int[] tokens, int length) {
        while (indexed < length - 1) { // not the end itself: it would only find itself
            put(tokens, ++indexed);
        }
        if (length < size) {
            return NOWHERE;
        }
        int entry = places[entry(tokens, length)];
        return entry == 0 ? NOWHERE : entry - 1;
    }

    /** @param end the place after the run */
    private void put(int[] tokens, int end) {
        if (2 * (used + 1) > places.length) {
            grow(tokens);
        }
        int entry = entry(tokens, end);
        used += places[entry] == 0 ? 1 : 0;
        places[entry] = end + 1;
    }

    private void grow(int[] tokens) {
        int[] old = places;
        places = new int[2 * old.length];
        for (int place : old) {
            if (place != 0) {
                places[entry(tokens, place - 1)] = place;
            }
        }
    }

    /** Where the run before {@code end} stands, or would. */
    private int entry(int[] tokens, int end) {
        int hash = 0;
        for (int i = end - size; i < end; i++) {
            hash = (hash ^ tokens[i]) * 0x9E3779B1;
            hash ^= hash >>> 15;
        }
        int entry = hash & (places.length - 1);
        while (places[entry] != 0 && !same(tokens, places[entry] - 1, end)) {
            entry = (entry + 1) & (places.length - 1);
        }
        return entry;
    }

    private boolean same(int[] tokens, int end, int other) {
        return Arrays.equals(tokens, end - size, end, tokens, other - size, other);
    }
}
