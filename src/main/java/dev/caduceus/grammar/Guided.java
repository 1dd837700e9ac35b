package dev.caduceus.grammar;

/** An automaton all of whose states lead to an end, and that knows the way: nothing has to be searched. */
interface Guided extends ByteAutomaton {
    /** The next symbol of a short way from {@code state}, which does not accept, to one that does. */
    int way(int state);
}
