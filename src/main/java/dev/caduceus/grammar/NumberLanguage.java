package dev.caduceus.grammar;

/** Every JSON number, exponents of up to three digits. */
final class NumberLanguage implements ByteAutomaton {
    private static final int START = 0;
    private static final int MINUS = 1;
    private static final int ZERO = 2;
    private static final int DIGITS = 3;
    private static final int POINT = 4;
    private static final int FRACTION = 5;

    private final boolean integer;

    NumberLanguage(boolean integer) {
        this.integer = integer;
    }

    @Override
    public int start() {
        return START;
    }

    @Override
    public int next(int state, int symbol) {
        boolean digit = symbol >= '0' && symbol <= '9';
        return switch (state) {
            case START -> symbol == '-' ? MINUS : first(symbol, digit);
            case MINUS -> first(symbol, digit);
            case ZERO -> point(symbol);
            case DIGITS -> digit ? DIGITS : point(symbol);
            case POINT, FRACTION -> digit ? FRACTION : DEAD;
            default -> DEAD;
        };
    }

    private static int first(int symbol, boolean digit) {
        return !digit ? DEAD : symbol == '0' ? ZERO : DIGITS;
    }

    private int point(int symbol) {
        return symbol == '.' && !integer ? POINT : DEAD;
    }

    @Override
    public boolean accepting(int state) {
        return state == ZERO || state == DIGITS || state == FRACTION;
    }
}
