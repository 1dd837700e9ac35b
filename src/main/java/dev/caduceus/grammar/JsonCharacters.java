package dev.caduceus.grammar;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/** Characters → the bytes that spell them inside a JSON string, as edges of an automaton. */
final class JsonCharacters {
    private static final String SHORT = "\b\t\n\f\r\"\\";
    private static final String SHORT_NAMES = "btnfr\"\\";
    private static final int[] CONTINUATION = {0x80, 0xBF};

    /** Adds an edge. */
    interface Edges {
        void add(int from, int[] lowAndHigh, int to);
    }

    /**
     * @param tails nodes from which so many bytes of any value lead to {@code to}
     * @param escapes nodes behind the beginnings of escapes
     */
    private record Link(int from, int to, Map<Integer, Integer> tails, Map<String, Integer> escapes) {}

    private final IntSupplier nodes;
    private final Edges edges;

    JsonCharacters(IntSupplier nodes, Edges edges) {
        this.nodes = nodes;
        this.edges = edges;
    }

    /** One character of {@code set} leads from {@code from} to {@code to}. */
    void edges(CodePoints set, int from, int to) {
        Link link = new Link(from, to, new HashMap<>(), new HashMap<>());
        for (int c = 0; c < SHORT.length(); c++) {
            if (set.contains(SHORT.charAt(c))) {
                int name = SHORT_NAMES.charAt(c);
                edges.add(escape("\\", link), new int[] {name, name}, to);
            }
        }
        for (int c = 0; c < 0x20; c++) {
            if (set.contains(c) && SHORT.indexOf(c) < 0) {
                control(c, link);
            }
        }
        for (int[] run : set.runs()) {
            for (int low = Math.max(run[0], 0x20); low <= run[1]; low = run(low, run[1], link) + 1) {}
        }
    }

    private void control(int c, Link link) {
        String digits = String.format(Locale.ROOT, "%02x", c);
        int last = escape("\\u00" + digits.charAt(0), link);
        edges.add(last, new int[] {digits.charAt(1), digits.charAt(1)}, link.to());
        if (Character.isLetter(digits.charAt(1))) {
            int upper = Character.toUpperCase(digits.charAt(1));
            edges.add(last, new int[] {upper, upper}, link.to());
        }
    }

    /** The node behind {@code beginning}, which all escapes that begin so have in common. */
    private int escape(String beginning, Link link) {
        if (beginning.isEmpty()) {
            return link.from();
        }
        Integer known = link.escapes().get(beginning);
        if (known != null) {
            return known;
        }
        int last = beginning.length() - 1;
        int before = escape(beginning.substring(0, last), link);
        int node = nodes.getAsInt();
        edges.add(before, new int[] {beginning.charAt(last), beginning.charAt(last)}, node);
        link.escapes().put(beginning, node);
        return node;
    }

    /** The part of a run that one sequence of byte ranges spells. @return its last character */
    private int run(int low, int high, Link link) {
        if (low < 0x80) {
            int last = Math.min(high, 0x7F);
            plain(low, last, link.from(), link.to());
            return last;
        }
        int bytes = bytes(low);
        int last = Math.min(high, bytes == 2 ? 0x7FF : bytes == 3 ? 0xFFFF : CodePoints.LAST);
        // the most trailing bytes that can take their whole range
        for (int free = bytes - 1; free >= 0; free--) {
            int block = 1 << (6 * free);
            if (low % block == 0 && low + block - 1 <= last) {
                int prefix = (last + 1) / block * block - 1;
                int sameHigher = free == bytes - 1 ? prefix : Math.min(prefix, low | ((block << 6) - 1));
                sequence(low, sameHigher, free, link);
                return sameHigher;
            }
        }
        throw new IllegalStateException("one character is always a block");
    }

    /** Bytes that differ in one place, with whole ranges behind it. */
    private void sequence(int low, int high, int free, Link link) {
        int bytes = bytes(low);
        int at = link.from();
        for (int i = bytes - 1; i > free; i--) {
            int symbol = part(low, i, bytes);
            int next = nodes.getAsInt();
            edges.add(at, new int[] {symbol, symbol}, next);
            at = next;
        }
        int[] range = {part(low, free, bytes), part(high, free, bytes)};
        edges.add(at, range, free == 0 ? link.to() : tail(free, link));
    }

    /** The node from which {@code count} continuation bytes lead to the link's end. */
    private int tail(int count, Link link) {
        Integer known = link.tails().get(count);
        if (known != null) {
            return known;
        }
        int node = nodes.getAsInt();
        edges.add(node, CONTINUATION, count == 1 ? link.to() : tail(count - 1, link));
        link.tails().put(count, node);
        return node;
    }

    /** How many bytes spell {@code c}, which is no ASCII. */
    private static int bytes(int c) {
        return c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }

    /** The byte of {@code c} with {@code after} bytes behind it. */
    private static int part(int c, int after, int bytes) {
        int bits = c >> (6 * after);
        if (after < bytes - 1) {
            return 0x80 | (bits & 0x3F);
        }
        return (bytes == 2 ? 0xC0 : bytes == 3 ? 0xE0 : 0xF0) | bits;
    }

    private void plain(int low, int high, int from, int to) {
        int begin = low;
        for (int c = low; c <= high + 1; c++) {
            if (c == high + 1 || c == '"' || c == '\\') {
                if (begin < c) {
                    edges.add(from, new int[] {begin, c - 1}, to);
                }
                begin = c + 1;
            }
        }
    }
}
