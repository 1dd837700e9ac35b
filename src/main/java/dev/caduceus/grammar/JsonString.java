package dev.caduceus.grammar;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Every JSON string, quotes included: well-formed UTF-8 (Unicode's table 3-7), no raw control characters, every escape
 * that JSON knows, and surrogates only in pairs.
 */
final class JsonString implements Guided {
    static final JsonString ANY = new JsonString();

    private static final int START = 0;
    /** Between characters. */
    static final int TEXT = 1;

    static final int END = 2;
    private static final int ESCAPE = 3;
    /** Bytes of a character that are missing: one, two, three. */
    private static final int MISSING_1 = 4;

    private static final int MISSING_2 = 5;
    private static final int MISSING_3 = 6;
    /** The second byte of a character is limited after these first bytes. */
    private static final int AFTER_E0 = 7;

    private static final int AFTER_ED = 8;
    private static final int AFTER_F0 = 9;
    private static final int AFTER_F4 = 10;
    /** Hexadecimal digits of an escape that are missing. */
    private static final int HEX_4 = 11;

    private static final int HEX_3 = 12;
    private static final int HEX_2 = 13;
    private static final int HEX_1 = 14;
    /** After {@code D} as the first digit: a surrogate, or not. */
    private static final int HEX_D = 15;
    /** A high surrogate: two digits, one, then the escape of the low one. */
    private static final int HIGH_2 = 16;

    private static final int HIGH_1 = 17;
    private static final int LOW_BACKSLASH = 18;
    private static final int LOW_U = 19;
    private static final int LOW_D = 20;
    private static final int LOW_3 = 21;

    private static final int STATES = 22;

    /** The next symbol from each state on a short way to {@link #TEXT}; from there to {@link #END}. */
    private static final int[] WAYS = ways();

    private JsonString() {}

    private static int[] ways() {
        int[] ways = new int[STATES];
        ways[START] = '"';
        ways[TEXT] = '"';
        ways[ESCAPE] = 'n';
        Arrays.fill(ways, MISSING_1, HEX_4, 0x80);
        ways[AFTER_E0] = 0xA0;
        ways[AFTER_F0] = 0x90;
        Arrays.fill(ways, HEX_4, STATES, '0');
        ways[LOW_BACKSLASH] = '\\';
        ways[LOW_U] = 'u';
        ways[LOW_D] = 'd';
        ways[LOW_3] = 'c';
        return ways;
    }

    /** What {@code symbol} does in each state: bytes with equal answers are not told apart. */
    static List<Integer> column(int symbol) {
        return IntStream.range(0, STATES)
                .mapToObj(state -> ANY.next(state, symbol))
                .toList();
    }

    @Override
    public int way(int state) {
        return WAYS[state];
    }

    @Override
    public int start() {
        return START;
    }

    @Override
    public boolean accepting(int state) {
        return state == END;
    }

    @Override
    public int next(int state, int symbol) {
        return switch (state) {
            case START -> symbol == '"' ? TEXT : DEAD;
            case TEXT -> text(symbol);
            case ESCAPE -> symbol == 'u' ? HEX_4 : "\"\\/bfnrt".indexOf(symbol) >= 0 ? TEXT : DEAD;
            case MISSING_1 -> within(symbol, 0x80, 0xBF, TEXT);
            case MISSING_2 -> within(symbol, 0x80, 0xBF, MISSING_1);
            case MISSING_3 -> within(symbol, 0x80, 0xBF, MISSING_2);
            case AFTER_E0 -> within(symbol, 0xA0, 0xBF, MISSING_1);
            case AFTER_ED -> within(symbol, 0x80, 0x9F, MISSING_1);
            case AFTER_F0 -> within(symbol, 0x90, 0xBF, MISSING_2);
            case AFTER_F4 -> within(symbol, 0x80, 0x8F, MISSING_2);
            default -> escape(state, symbol);
        };
    }

    private static int text(int symbol) {
        if (symbol == '"') {
            return END;
        }
        if (symbol == '\\') {
            return ESCAPE;
        }
        if (symbol < 0x80) {
            return symbol < 0x20 ? DEAD : TEXT;
        }
        if (symbol < 0xE0) {
            return symbol < 0xC2 ? DEAD : MISSING_1;
        }
        return switch (symbol) {
            case 0xE0 -> AFTER_E0;
            case 0xED -> AFTER_ED;
            case 0xF0 -> AFTER_F0;
            case 0xF4 -> AFTER_F4;
            default -> symbol < 0xF0 ? MISSING_2 : symbol < 0xF4 ? MISSING_3 : DEAD;
        };
    }

    private static int escape(int state, int symbol) {
        if (state == LOW_BACKSLASH) {
            return symbol == '\\' ? LOW_U : DEAD;
        }
        if (state == LOW_U) {
            return symbol == 'u' ? LOW_D : DEAD;
        }
        int digit = symbol < 0x80 ? Character.digit(symbol, 16) : -1;
        if (digit < 0) {
            return DEAD;
        }
        return switch (state) {
            case HEX_4 -> digit == 0xD ? HEX_D : HEX_3;
            case HEX_3 -> HEX_2;
            case HEX_2 -> HEX_1;
            case HEX_1 -> TEXT;
            case HEX_D -> digit < 8 ? HEX_2 : digit < 0xC ? HIGH_2 : DEAD;
            case HIGH_2 -> HIGH_1;
            case HIGH_1 -> LOW_BACKSLASH;
            case LOW_D -> digit == 0xD ? LOW_3 : DEAD;
            case LOW_3 -> digit >= 0xC ? HEX_2 : DEAD;
            default -> DEAD;
        };
    }

    private static int within(int symbol, int low, int high, int then) {
        return symbol >= low && symbol <= high ? then : DEAD;
    }
}
