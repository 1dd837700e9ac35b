package dev.caduceus.grammar;

/** Two automata in step; a state is a pair of theirs. */
final class Intersection implements ByteAutomaton {
    private record Pair(int left, int right) {}

    private final ByteAutomaton left;
    private final ByteAutomaton right;
    private final Numbering<Pair> pairs = new Numbering<>();

    Intersection(ByteAutomaton left, ByteAutomaton right) {
        this.left = left;
        this.right = right;
    }

    ByteAutomaton left() {
        return left;
    }

    ByteAutomaton right() {
        return right;
    }

    @Override
    public int start() {
        return pair(left.start(), right.start());
    }

    @Override
    public int next(int state, int symbol) {
        Pair pair = pairs.get(state);
        int first = left.next(pair.left(), symbol);
        return first == DEAD ? DEAD : pair(first, right.next(pair.right(), symbol));
    }

    @Override
    public boolean accepting(int state) {
        Pair pair = pairs.get(state);
        return left.accepting(pair.left()) && right.accepting(pair.right());
    }

    private int pair(int first, int second) {
        return first == DEAD || second == DEAD ? DEAD : pairs.number(new Pair(first, second));
    }
}
