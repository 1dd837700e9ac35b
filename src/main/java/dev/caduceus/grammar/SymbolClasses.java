package dev.caduceus.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Bytes that an automaton can't tell apart, as one class: far fewer than 256 have to be tried. */
final class SymbolClasses {
    private static final SymbolClasses EACH = by(symbol -> symbol);
    private static final SymbolClasses IN_NUMBERS =
            by(symbol -> symbol == 'E' ? 'e' : "0123456789+-.e".indexOf(symbol) >= 0 ? symbol : ' ');
    private static final SymbolClasses IN_STRINGS = by(JsonString::column);

    /** The class of each byte. */
    private final int[] classes;
    /** The lowest byte of each class. */
    private final int[] symbols;

    private SymbolClasses(int[] classes, int[] symbols) {
        this.classes = classes;
        this.symbols = symbols;
    }

    /** @param like bytes with equal answers are one class */
    static SymbolClasses by(IntFunction<Object> like) {
        var kinds = new Numbering<Object>();
        var classes = new int[TokenTrie.FIRST_MARKER];
        List<Integer> symbols = new ArrayList<>();
        for (int symbol = 0; symbol < classes.length; symbol++) {
            classes[symbol] = kinds.number(like.apply(symbol));
            if (classes[symbol] == symbols.size()) {
                symbols.add(symbol);
            }
        }
        return new SymbolClasses(
                classes, symbols.stream().mapToInt(symbol -> symbol).toArray());
    }

    static SymbolClasses of(ByteAutomaton automaton) {
        return switch (automaton) {
            case Explored explored -> explored.classes();
            case Regex regex -> regex.classes();
            case Intersection both -> of(both.left()).and(of(both.right()));
            case JsonString _, BoundedString _ -> IN_STRINGS;
            case NumberSyntax _, NumberRange _, Multiples _ -> IN_NUMBERS;
            default -> EACH;
        };
    }

    private SymbolClasses and(SymbolClasses other) {
        return by(symbol -> List.of(classes[symbol], other.classes[symbol]));
    }

    int count() {
        return symbols.length;
    }

    int of(int symbol) {
        return classes[symbol];
    }

    /** A byte of the class. */
    int symbol(int of) {
        return symbols[of];
    }
}
