package dev.caduceus.grammar;

import java.util.Arrays;

/**
 * State → the ids that come next whatever the model thinks. The symbols are those of the one way that is open; the
 * ids are the tokenizer's own for the text with what stands before, as far as they stay the same whatever follows.
 */
final class Forced {
    /** Longer stretches are done in several goes. */
    private static final int MAX_SYMBOLS = 1024;

    private final States states;
    private final Vocabulary vocabulary;
    private final Cuts cuts;
    private int[] ids = new int[16];
    private int size;
    private int[] run = new int[32];
    private int length;

    private Forced(States states) {
        this.states = states;
        this.vocabulary = states.vocabulary();
        this.cuts = new Cuts(vocabulary);
    }

    static int[] after(States states, State state, Seam seam) {
        var forced = new Forced(states);
        forced.follow(state, seam);
        return Arrays.copyOf(forced.ids, forced.size);
    }

    private void follow(State from, Seam before) {
        State state = from;
        Seam seam = before;
        for (int read = 0; read < MAX_SYMBOLS; read++) {
            int symbol = states.only(state);
            if (symbol == State.SEVERAL) {
                break;
            }
            if (symbol == State.NONE) {
                if (vocabulary.stops().length == 1) {
                    add(cuts.closed(seam, run()));
                    add(vocabulary.stops()[0]);
                    return;
                }
                break;
            }
            if (symbol >= TokenTrie.FIRST_MARKER) {
                add(cuts.closed(seam, run()));
                add(vocabulary.markerId(symbol));
                length = 0;
                seam = Seam.EMPTY;
            } else {
                push(symbol);
            }
            state = states.next(state, symbol);
        }
        if (length > 0) {
            byte[] text = run();
            if (from.settled() == State.NOT_KNOWN) {
                int[] stable = cuts.open(seam, text, new Continuations(states, state));
                from.settled(vocabulary.bytes(stable).length);
                add(stable);
            } else {
                add(cuts.upTo(from.settled(), seam, text));
            }
        }
    }

    private byte[] run() {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) run[i];
        }
        return bytes;
    }

    private void push(int symbol) {
        if (length == run.length) {
            run = Arrays.copyOf(run, length * 2);
        }
        run[length++] = symbol;
    }

    private void add(int... more) {
        if (size + more.length > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(size + more.length, ids.length * 2));
        }
        System.arraycopy(more, 0, ids, size, more.length);
        size += more.length;
    }
}
