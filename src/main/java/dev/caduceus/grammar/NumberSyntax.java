package dev.caduceus.grammar;

/** JSON numbers; integers without point, exponent or minus before zero. */
record NumberSyntax(boolean integer, boolean exponents) implements ByteAutomaton {
    private static final int START = 0;
    private static final int MINUS = 1;
    private static final int ZERO = 2;
    private static final int DIGITS = 3;
    private static final int POINT = 4;
    private static final int FRACTION = 5;
    private static final int EXPONENT = 6;
    private static final int SIGN = 7;
    private static final int EXPONENT_1 = 8;
    private static final int EXPONENT_2 = 9;
    private static final int EXPONENT_3 = 10;

    @Override
    public int start() {
        return START;
    }

    @Override
    public int next(int state, int symbol) {
        boolean digit = symbol >= '0' && symbol <= '9';
        return switch (state) {
            case START -> symbol == '-' ? MINUS : first(symbol, digit);
            case MINUS -> integer && symbol == '0' ? DEAD : first(symbol, digit);
            case ZERO -> behind(symbol, true);
            case DIGITS -> digit ? DIGITS : behind(symbol, true);
            case POINT -> digit ? FRACTION : DEAD;
            case FRACTION -> digit ? FRACTION : behind(symbol, false);
            case EXPONENT -> symbol == '+' || symbol == '-' ? SIGN : digit ? EXPONENT_1 : DEAD;
            case SIGN -> digit ? EXPONENT_1 : DEAD;
            case EXPONENT_1, EXPONENT_2 -> digit ? state + 1 : DEAD;
            default -> DEAD;
        };
    }

    private static int first(int symbol, boolean digit) {
        return !digit ? DEAD : symbol == '0' ? ZERO : DIGITS;
    }

    private int behind(int symbol, boolean whole) {
        if (symbol == '.' && whole && !integer) {
            return POINT;
        }
        return exponents && (symbol == 'e' || symbol == 'E') ? EXPONENT : DEAD;
    }

    @Override
    public boolean accepting(int state) {
        return switch (state) {
            case ZERO, DIGITS, FRACTION, EXPONENT_1, EXPONENT_2, EXPONENT_3 -> true;
            default -> false;
        };
    }
}
