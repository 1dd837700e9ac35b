package dev.caduceus.grammar;

import dev.caduceus.tokenizer.Tokenizer;

/** Follows one reply through its grammar. For one thread at a time. */
public final class Matcher {
    private final States states;
    private final Vocabulary vocabulary;
    private State state;
    private Seam seam;
    private boolean ended;
    /** Tokens that may still be written. */
    private int remaining = Integer.MAX_VALUE;

    Matcher(States states, State state) {
        this.states = states;
        this.vocabulary = states.vocabulary();
        this.state = state;
        this.seam = Seam.EMPTY;
    }

    private Matcher(Matcher other) {
        states = other.states;
        vocabulary = other.vocabulary;
        state = other.state;
        seam = other.seam;
        ended = other.ended;
        remaining = other.remaining;
    }

    /** Another matcher at the same place, to try a draft on. Costs next to nothing. */
    public Matcher fork() {
        return new Matcher(this);
    }

    /** The reply as far as it was written for the model, in the prompt: {@code Prompt.forcedStart()}. */
    public void acceptText(String text) {
        Tokenizer tokenizer = vocabulary.tokenizer();
        int done = 0;
        for (Tokenizer.Occurrence marker : tokenizer.addedTokensIn(text)) {
            acceptPlain(text.substring(done, marker.start()));
            accept(marker.id());
            done = marker.end();
        }
        acceptPlain(text.substring(done));
    }

    private void acceptPlain(String text) {
        if (text.isEmpty()) {
            return;
        }
        synchronized (vocabulary) {
            for (int symbol : Symbols.of(text)) {
                step(symbol, text);
            }
        }
        for (int id : vocabulary.tokenizer().encodePlain(text)) {
            seam = seam.plus(id);
        }
    }

    private void step(int symbol, Object what) {
        State next = states.next(state, symbol);
        if (next == State.DEAD) {
            throw new IllegalArgumentException("the grammar does not allow '" + what + "' here");
        }
        state = next;
    }

    /**
     * {@code id} was written.
     *
     * @throws IllegalArgumentException where the mask does not allow it
     */
    public void accept(int id) {
        if (ended) {
            throw new IllegalArgumentException("the reply has ended; token " + id + " can't follow");
        }
        if (!accepts(id)) {
            throw new IllegalArgumentException("the grammar does not allow token " + id + " here");
        }
    }

    /** Accepts {@code id} where the grammar allows it, whatever the limit says. @return false where it does not */
    boolean accepts(int id) {
        if (ended) {
            return false;
        }
        if (vocabulary.stopIds().contains(id) && state.mayEnd()) {
            ended = true;
            return true;
        }
        short[] spelling = vocabulary.spelling(id);
        if (spelling.length == 0 && !unconstrained()) {
            return false;
        }
        synchronized (vocabulary) {
            State reached = states.after(state, spelling);
            if (reached == State.DEAD) {
                return false;
            }
            state = reached;
        }
        boolean marker = spelling.length == 1 && spelling[0] >= TokenTrie.FIRST_MARKER;
        seam = marker ? Seam.EMPTY : seam.plus(id);
        remaining = remaining == Integer.MAX_VALUE ? remaining : remaining - 1;
        return true;
    }

    /** Whether {@code id} may come next. */
    public boolean allows(int id) {
        var bits = new long[vocabulary.words()];
        mask(bits);
        return id >= 0 && id < vocabulary.size() && (bits[id >> 6] & (1L << id)) != 0;
    }

    /** Whether every id may come next, so that there is nothing to mask. */
    public boolean unconstrained() {
        if (ended) {
            return false;
        }
        synchronized (vocabulary) {
            return states.mask(state).all() && (remaining == Integer.MAX_VALUE || states.roomy(state, remaining));
        }
    }

    /**
     * Sets the bit of each id that may come next, and clears all others. Nothing may come after the end.
     *
     * @param bits shape [{@link Vocabulary#words()}] or longer: bit {@code id & 63} of word {@code id >> 6}
     */
    public void mask(long[] bits) {
        synchronized (vocabulary) {
            tokens().copyInto(bits);
        }
    }

    private TokenSet tokens() {
        if (ended) {
            return Mask.NOTHING.tokens();
        }
        TokenSet plain = states.mask(state).tokens();
        if (remaining == Integer.MAX_VALUE || states.roomy(state, remaining)) {
            return plain;
        }
        TokenSet fitting = Limit.mask(states, state, remaining);
        return fitting.size() == 0 ? plain : fitting;
    }

    /**
     * Says how many tokens may still be written, the one that ends the reply included; each accepted token takes one
     * off. Near the limit only what can still be finished is allowed; where nothing can, the limit is ignored.
     */
    public void remaining(int tokens) {
        remaining = tokens;
    }

    /**
     * The ids that come next whatever the model thinks, as the tokenizer would have written them; empty where the
     * model has a choice, or where the next token depends on what comes after. They are not accepted yet.
     */
    public int[] forced() {
        if (ended || unconstrained()) {
            return new int[0];
        }
        synchronized (vocabulary) {
            return states.only(state) == State.SEVERAL ? new int[0] : Forced.after(states, state, seam);
        }
    }

    /**
     * Ids that may well come next: {@code copied} as far as the grammar goes along, with what it forces between; where
     * it does not go along, or nothing was copied, the shortest end. They are not accepted.
     *
     * @param copied what came next at a similar place of the conversation; may be empty
     * @param most ids at most
     */
    public int[] guess(int[] copied, int most) {
        return Guess.of(fork(), copied, most);
    }

    /** Whether all that {@link #learn} would compute is there already. */
    public boolean knows(int[] ids) {
        synchronized (vocabulary) {
            State at = state;
            for (int i = 0; at != State.DEAD; i++) {
                if (!states.known(at, remaining < Integer.MAX_VALUE)) {
                    return false;
                }
                if (i == ids.length) {
                    break;
                }
                at = states.after(at, vocabulary.spelling(ids[i]));
            }
            return true;
        }
    }

    /** Computes the masks here and after each of {@code ids}, for all matchers of this grammar. Ends where they can't follow. */
    public void learn(int[] ids) {
        State at = state;
        for (int i = 0; at != State.DEAD; i++) {
            synchronized (vocabulary) { // given back between masks: others wait for it
                states.learn(at, remaining < Integer.MAX_VALUE);
                if (i == ids.length) {
                    return;
                }
                at = states.after(at, vocabulary.spelling(ids[i]));
            }
        }
    }

    /** The ids of a text of the grammar from here on, as the tokenizer would write them. */
    int[] spelt(int[] symbols) {
        synchronized (vocabulary) {
            return Spelt.of(symbols, seam, vocabulary);
        }
    }

    /** The ids of a short text that ends the reply; none in free text. */
    int[] ending() {
        synchronized (vocabulary) {
            return Spelt.of(states.shortest(state), seam, vocabulary);
        }
    }

    /** @return the last byte that was written; -1 where that is not known */
    int lastByte() {
        int[] ids = seam.ids();
        short[] spelling = ids.length == 0 ? new short[0] : vocabulary.spelling(ids[ids.length - 1]);
        return spelling.length == 0 ? -1 : spelling[spelling.length - 1];
    }

    /** Whether the reply may end here. */
    public boolean mayEnd() {
        return ended || state.mayEnd();
    }

    /** Whether a token that ends the reply was accepted. */
    public boolean ended() {
        return ended;
    }

    /** Where the matcher stands, for tests. */
    State state() {
        return state;
    }

    States states() {
        return states;
    }
}
