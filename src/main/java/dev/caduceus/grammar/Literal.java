package dev.caduceus.grammar;

/** One text. The state is the number of symbols read. */
@SuppressWarnings("ArrayRecordComponent") // told apart by identity, as all automata are
record Literal(int[] symbols) implements Guided {
    @Override
    public int start() {
        return 0;
    }

    @Override
    public int next(int state, int symbol) {
        return state < symbols.length && symbols[state] == symbol ? state + 1 : DEAD;
    }

    @Override
    public boolean accepting(int state) {
        return state == symbols.length;
    }

    @Override
    public int way(int state) {
        return symbols[state];
    }
}
