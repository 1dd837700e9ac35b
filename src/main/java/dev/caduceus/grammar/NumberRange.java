package dev.caduceus.grammar;

/**
 * Decimal numbers between two limits, compared digit by digit while they are written: as long as a number has fewer
 * digits than a limit, what is known is how they compare with as many of the limit's first digits.
 */
final class NumberRange implements ByteAutomaton {
    /** A limit's digits, and how a number compares with it. */
    private record Digits(NumberBound bound, String whole, String fraction) {
        static Digits of(NumberBound bound) {
            return new Digits(bound, bound.whole(), bound.fraction());
        }

        int length() {
            return Math.max(whole.length(), fraction.length());
        }

        /** @param so how the first {@code index} digits compare */
        int withWhole(int so, int index, int digit) {
            return so != 0 || index >= whole.length() ? so : Integer.signum(digit - (whole.charAt(index) - '0'));
        }

        /** @param so how the {@code count} digits before the point compare with as many of the limit's */
        int atPoint(int so, int count) {
            int longer = Integer.compare(count, whole.length());
            return longer != 0 ? longer : so;
        }

        int withFraction(int so, int index, int digit) {
            int own = index < fraction.length() ? fraction.charAt(index) - '0' : 0;
            return so != 0 ? so : Integer.signum(digit - own);
        }

        /** How the whole number compares, where {@code index} digits behind the point were equal or decided. */
        int atEnd(int so, int index) {
            return so == 0 && index < fraction.length() ? -1 : so;
        }
    }

    /**
     * @param whole digits before the point, as far as they count
     * @param fraction digits behind it, as far as they count; -1 before the point
     * @param low how the number compares with the lower limit of its side, as far as written
     */
    private record At(boolean negative, int whole, int fraction, int low, int high) {}

    private final Digits[] lows;
    private final Digits[] highs;
    private final boolean[] open;
    private final int most;
    private final Numbering<At> places = new Numbering<>();

    NumberRange(NumberBound low, NumberBound high) {
        lows = new Digits[] {Digits.of(low), Digits.of(high.negated())};
        highs = new Digits[] {Digits.of(high), Digits.of(low.negated())};
        open = new boolean[] {reaches(highs[0].bound()), reaches(highs[1].bound())};
        most = 1 + Math.max(lows[0].length(), highs[0].length());
        places.number(new At(false, 0, -1, 0, 0));
    }

    /** Whether any magnitude is below {@code high}. */
    private static boolean reaches(NumberBound high) {
        return !high.exists() || high.value().signum() > 0 || (high.value().signum() == 0 && !high.strict());
    }

    @Override
    public int start() {
        return 0;
    }

    @Override
    public int next(int state, int symbol) {
        At at = places.get(state);
        if (symbol == '-') {
            return at.whole() == 0 && !at.negative() && open[1] ? places.number(new At(true, 0, -1, 0, 0)) : DEAD;
        }
        int side = at.negative() ? 1 : 0;
        if (!open[side]) {
            return DEAD;
        }
        Digits low = lows[side];
        Digits high = highs[side];
        if (symbol == '.') {
            int[] sides = wholes(at, low, high);
            // behind the point nothing depends on how many digits stood before it
            return at.fraction() < 0 ? places.number(new At(at.negative(), most, 0, sides[0], sides[1])) : DEAD;
        }
        if (symbol < '0' || symbol > '9') {
            return DEAD;
        }
        int digit = symbol - '0';
        if (at.fraction() < 0) {
            // a leading zero is no digit: limits have none either
            boolean leading = digit == 0 && at.whole() == 0;
            return leading
                    ? places.number(at)
                    : places.number(new At(
                            at.negative(),
                            Math.min(at.whole() + 1, most),
                            -1,
                            low.withWhole(at.low(), at.whole(), digit),
                            high.withWhole(at.high(), at.whole(), digit)));
        }
        return places.number(new At(
                at.negative(),
                at.whole(),
                Math.min(at.fraction() + 1, most),
                low.withFraction(at.low(), at.fraction(), digit),
                high.withFraction(at.high(), at.fraction(), digit)));
    }

    private static int[] wholes(At at, Digits low, Digits high) {
        return at.fraction() >= 0
                ? new int[] {at.low(), at.high()}
                : new int[] {low.atPoint(at.low(), at.whole()), high.atPoint(at.high(), at.whole())};
    }

    @Override
    public boolean accepting(int state) {
        At at = places.get(state);
        int side = at.negative() ? 1 : 0;
        Digits low = lows[side];
        Digits high = highs[side];
        int[] sides = wholes(at, low, high);
        int read = Math.max(0, at.fraction());
        int toLow = low.atEnd(sides[0], read);
        int toHigh = high.atEnd(sides[1], read);
        boolean above = low.bound().belowAll() || (low.bound().strict() ? toLow > 0 : toLow >= 0);
        boolean below = !high.bound().exists() || (high.bound().strict() ? toHigh < 0 : toHigh <= 0);
        return open[side] && above && below;
    }
}
