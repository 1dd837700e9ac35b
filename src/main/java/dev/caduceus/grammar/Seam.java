package dev.caduceus.grammar;

import java.util.Arrays;

/**
 * The last ids of a reply, back to an added token or its beginning: what a tokenizer would look at to cut what follows.
 *
 * @param whole whether nothing was left out at the front
 */
@SuppressWarnings("ArrayRecordComponent") // a short list; nobody compares two
record Seam(int[] ids, boolean whole) {
    /** Enough that a cut at the end does not depend on what stands before. */
    private static final int MAX = 32;

    static final Seam EMPTY = new Seam(new int[0], true);

    Seam plus(int id) {
        int kept = Math.min(ids.length, MAX - 1);
        int[] longer = Arrays.copyOfRange(ids, ids.length - kept, ids.length + 1);
        longer[kept] = id;
        return new Seam(longer, whole && kept == ids.length);
    }
}
