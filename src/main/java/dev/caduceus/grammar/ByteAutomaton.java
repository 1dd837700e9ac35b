package dev.caduceus.grammar;

/**
 * A language over bytes: how one JSON value may be spelt, both quotes of a string included. Deterministic; states are
 * numbers that the automaton chooses, and it may make them up as they are reached. One thread at a time asks it.
 */
public interface ByteAutomaton {
    /** No state: nothing in the language continues this way. */
    int DEAD = -1;

    /** The state before the first byte; {@link #DEAD} where the language is empty. */
    int start();

    /**
     * @param symbol a byte, 0 to 255; automata of this package also read the vocabulary's markers, from 256 up
     * @return {@link #DEAD} where no text of the language begins so
     */
    int next(int state, int symbol);

    /** Whether what was read is a whole text of the language. */
    boolean accepting(int state);

    /** What both languages have in common. */
    default ByteAutomaton and(ByteAutomaton other) {
        return new Intersection(this, other);
    }
}
