package dev.caduceus.grounding;

import dev.caduceus.grammar.ByteAutomaton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All spans of some texts, as a suffix array of the places where a span may start: those that begin with the same bytes
 * stand side by side, so that a prefix is an interval of it and the next byte a binary search in that.
 */
final class SpanIndex {
    /**
     * Bytes of a span at most: a paragraph is no argument, and suffixes need to be compared no further, which is what
     * keeps hostile texts of one repeated letter cheap.
     */
    static final int LONGEST = 512;

    /** Whoever walks through all of a hostile text ends here; what was reached before stays as it was. */
    private static final int MOST_STATES = 200_000;

    private final byte[] texts;
    /** Sorted by what follows them. */
    private final int[] suffixes;

    private final BitSet ends;

    /**
     * @param texts with a byte between them that no span holds
     * @param starts where spans may start
     * @param ends where they may end: the first byte that does not belong to them
     */
    SpanIndex(byte[] texts, int[] starts, BitSet ends) {
        this.texts = texts;
        this.ends = ends;
        suffixes = Arrays.stream(starts)
                .boxed()
                .sorted(this::compare)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private int compare(int first, int second) {
        return Arrays.compareUnsigned(texts, first, limit(first), texts, second, limit(second));
    }

    private int limit(int start) {
        return Math.min(texts.length, start + LONGEST);
    }

    /** Spans as JSON strings, quotes included. */
    ByteAutomaton strings() {
        return new Spans('"');
    }

    /** Spans as they are. */
    ByteAutomaton bare() {
        return new Spans(-1);
    }

    /** The suffixes from {@code low} to before {@code high} begin with the {@code depth} bytes that were read. */
    private record Interval(int low, int high, int depth) {}

    /** Whether a span is whole where these suffixes were read so far. */
    private boolean ends(Interval interval) {
        for (int i = interval.low; i < interval.high && interval.depth > 0; i++) {
            if (ends.get(suffixes[i] + interval.depth)) {
                return true;
            }
        }
        return false;
    }

    /** Those that go on with {@code symbol}: an empty interval where none does. */
    private Interval step(Interval interval, int symbol) {
        if (interval.depth == LONGEST) {
            return new Interval(0, 0, LONGEST);
        }
        if (interval.high - interval.low == 1) { // most of a span's way
            boolean goesOn = byteAt(suffixes[interval.low] + interval.depth) == symbol;
            return new Interval(interval.low, goesOn ? interval.high : interval.low, interval.depth + 1);
        }
        int low = first(interval, symbol);
        return new Interval(
                low, first(new Interval(low, interval.high, interval.depth), symbol + 1), interval.depth + 1);
    }

    /** The first of the suffixes whose next byte is {@code symbol} or greater. */
    private int first(Interval interval, int symbol) {
        int low = interval.low;
        int high = interval.high;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byteAt(suffixes[middle] + interval.depth) < symbol) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int byteAt(int place) {
        return place < texts.length ? texts[place] & 0xFF : -1;
    }

    /** One thread at a time: states are made up as they are reached. */
    private final class Spans implements ByteAutomaton {
        private static final int START = 0;
        private static final int END = 1;
        private static final int FIRST_INTERVAL = 2;

        private final int quote;
        private final List<Interval> intervals = new ArrayList<>();
        private final Map<Interval, Integer> numbers = new HashMap<>();

        Spans(int quote) {
            this.quote = quote;
        }

        @Override
        public int start() {
            return suffixes.length == 0 ? DEAD : START;
        }

        @Override
        public int next(int state, int symbol) {
            if (state == END) {
                return DEAD;
            }
            if (state == START) {
                Interval all = new Interval(0, suffixes.length, 0);
                if (quote < 0) {
                    return number(step(all, symbol));
                }
                return symbol == quote ? number(all) : DEAD;
            }
            Interval interval = intervals.get(state - FIRST_INTERVAL);
            if (symbol == quote && ends(interval)) { // else it may be one that was escaped
                return END;
            }
            return symbol == SpanTexts.SEPARATOR ? DEAD : number(step(interval, symbol));
        }

        @Override
        public boolean accepting(int state) {
            return state == END
                    || (quote < 0 && state >= FIRST_INTERVAL && ends(intervals.get(state - FIRST_INTERVAL)));
        }

        private int number(Interval interval) {
            if (interval.low == interval.high) {
                return DEAD;
            }
            Integer known = numbers.get(interval);
            if (known != null) {
                return known;
            }
            if (intervals.size() == MOST_STATES) {
                return DEAD;
            }
            intervals.add(interval);
            int number = intervals.size() - 1 + FIRST_INTERVAL;
            numbers.put(interval, number);
            return number;
        }
    }
}
