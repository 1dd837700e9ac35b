package dev.caduceus.grammar;

/**
 * Decimal numbers that are multiples of {@code divisor / 10^scale}. The state is the remainder of the digits read, and
 * how many of them stand behind the point; more than {@code scale} are not needed.
 */
final class Multiples implements ByteAutomaton {
    /** @param fraction digits behind the point; -1 before it */
    private record At(int remainder, int fraction) {}

    private final int divisor;
    private final int scale;
    private final Numbering<At> places = new Numbering<>();

    Multiples(int divisor, int scale) {
        this.divisor = divisor;
        this.scale = scale;
        places.number(new At(0, -1));
    }

    @Override
    public int start() {
        return 0;
    }

    @Override
    public int next(int state, int symbol) {
        At at = places.get(state);
        if (symbol == '-') {
            return state;
        }
        if (symbol == '.') {
            return at.fraction() < 0 && scale > 0 ? places.number(new At(at.remainder(), 0)) : DEAD;
        }
        if (symbol < '0' || symbol > '9' || at.fraction() == scale) {
            return DEAD;
        }
        int remainder = (int) ((at.remainder() * 10L + symbol - '0') % divisor);
        return places.number(new At(remainder, at.fraction() < 0 ? -1 : at.fraction() + 1));
    }

    @Override
    public boolean accepting(int state) {
        At at = places.get(state);
        long remainder = at.remainder();
        for (int digit = Math.max(0, at.fraction()); digit < scale; digit++) {
            remainder = remainder * 10 % divisor;
        }
        return remainder == 0;
    }
}
