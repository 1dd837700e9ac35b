package dev.caduceus.grammar;

import java.util.Arrays;

/**
 * State → the ids that come next whatever the model thinks. The symbols are those of the one way that is open; the
 * ids are the tokenizer's own for the text with what stands before, as far as they stay the same whatever follows.
 */
final class Forced {
    /** Longer stretches are done in several goes. */
    private static final int MAX_SYMBOLS = 1024;

    private Forced() {}

    /**
     * What follows while only one symbol may.
     *
     * @param reached the state behind it
     */
    @SuppressWarnings("ArrayRecordComponent") // a stretch of text; nobody compares two
    record Run(int[] symbols, State reached) {
        static Run from(States states, State from) {
            var run = new int[32];
            int length = 0;
            State state = from;
            while (length < MAX_SYMBOLS && states.only(state) >= 0) {
                run = length == run.length ? Arrays.copyOf(run, length * 2) : run;
                run[length++] = states.only(state);
                state = states.next(state, states.only(state));
            }
            return new Run(Arrays.copyOf(run, length), state);
        }
    }

    static int[] after(States states, State from, Seam seam) {
        Vocabulary vocabulary = states.vocabulary();
        var spelt = new Spelt(vocabulary, seam);
        Run run = Run.from(states, from);
        for (int symbol : run.symbols()) {
            spelt.push(symbol);
        }
        if (states.only(run.reached()) == State.NONE && vocabulary.stops().length == 1) { // the reply is whole
            spelt.close();
            spelt.add(vocabulary.stops()[0]);
            return spelt.ids();
        }
        byte[] text = spelt.bytes();
        if (text.length > 0) {
            if (from.settled() == State.NOT_KNOWN) {
                int[] stable = spelt.cuts().open(spelt.seam(), text, new Continuations(states, run.reached()));
                from.settled(vocabulary.bytes(stable).length);
                spelt.add(stable);
            } else {
                spelt.add(spelt.cuts().upTo(from.settled(), spelt.seam(), text));
            }
        }
        return spelt.ids();
    }
}
