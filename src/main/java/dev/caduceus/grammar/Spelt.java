package dev.caduceus.grammar;

import java.util.Arrays;

/** Symbols, one after the other → the tokenizer's ids of them behind what was written before. */
final class Spelt {
    private final Vocabulary vocabulary;
    private final Cuts cuts;
    private Seam seam;
    private int[] ids = new int[16];
    private int size;
    /** Bytes since the seam. */
    private byte[] run = new byte[32];

    private int length;

    Spelt(Vocabulary vocabulary, Seam seam) {
        this.vocabulary = vocabulary;
        this.seam = seam;
        cuts = new Cuts(vocabulary);
    }

    /** The ids of all of {@code symbols}, where the text ends behind them. */
    static int[] of(int[] symbols, Seam seam, Vocabulary vocabulary) {
        var spelt = new Spelt(vocabulary, seam);
        for (int symbol : symbols) {
            spelt.push(symbol);
        }
        spelt.close();
        return spelt.ids();
    }

    void push(int symbol) {
        if (symbol >= TokenTrie.FIRST_MARKER) {
            close();
            add(vocabulary.markerId(symbol));
            seam = Seam.EMPTY;
            return;
        }
        if (length == run.length) {
            run = Arrays.copyOf(run, length * 2);
        }
        run[length++] = (byte) symbol;
    }

    /** Nothing follows the bytes so far that they could be cut together with. */
    void close() {
        add(cuts.closed(seam, bytes()));
        length = 0;
    }

    /** The bytes since {@link #seam} that have no ids yet. */
    byte[] bytes() {
        return Arrays.copyOf(run, length);
    }

    Seam seam() {
        return seam;
    }

    Cuts cuts() {
        return cuts;
    }

    void add(int... more) {
        if (size + more.length > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(size + more.length, ids.length * 2));
        }
        System.arraycopy(more, 0, ids, size, more.length);
        size += more.length;
    }

    int[] ids() {
        return Arrays.copyOf(ids, size);
    }
}
