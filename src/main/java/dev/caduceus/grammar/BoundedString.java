package dev.caduceus.grammar;

/**
 * JSON strings of some lengths, counted in characters (code points) as JSON Schema does; an escape is one, a pair of
 * escaped surrogates too. The state is the count and {@link JsonString}'s state.
 */
record BoundedString(int shortest, int longest) implements Guided {
    private static final int STATES = 32;

    @Override
    public int start() {
        return shortest > longest ? DEAD : JsonString.ANY.start();
    }

    @Override
    public int next(int state, int symbol) {
        int count = state / STATES;
        int place = state % STATES;
        if (place == JsonString.TEXT && (symbol == '"' ? count < shortest : count >= longest)) {
            return DEAD;
        }
        int next = JsonString.ANY.next(place, symbol);
        if (next == DEAD) {
            return DEAD;
        }
        boolean character = next == JsonString.TEXT && place != JsonString.ANY.start();
        return (character ? counted(count) : count) * STATES + next;
    }

    /** No further than anything depends on. */
    private int counted(int count) {
        return longest == Integer.MAX_VALUE ? Math.min(count + 1, shortest) : count + 1;
    }

    @Override
    public int way(int state) {
        int place = state % STATES;
        return place == JsonString.TEXT && state / STATES < shortest ? ' ' : JsonString.ANY.way(place);
    }

    @Override
    public boolean accepting(int state) {
        return state % STATES == JsonString.END;
    }
}
