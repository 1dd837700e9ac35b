package dev.caduceus.grammar;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * An ECMA-262 pattern, as JSON Schema uses them → its tree. What no automaton can do is refused by name, and so is what
 * nobody can have meant.
 */
final class RegexParser {
    /** Longer than any that a person wrote. */
    private static final int MOST_CHARACTERS = 10_000;

    /** Groups in groups, and quantifiers behind quantifiers. */
    private static final int MOST_NESTED = 100;

    /** What stands between braces: two counts, a hexadecimal number, or a category's name. */
    private static final int IN_BRACES = 60;

    /** A message shows as much of a pattern. */
    private static final int SHOWN = 100;

    /** Finding out a category's characters costs about as much as this many edges. */
    private static final long CATEGORY = 1_000_000;

    private final String pattern;
    private final Budget budget;
    private int at;
    private int groups;

    RegexParser(String pattern, Budget budget) {
        this.pattern = pattern;
        this.budget = budget;
    }

    RegexNode parse() {
        if (pattern.length() > MOST_CHARACTERS) {
            throw refused("more than " + MOST_CHARACTERS + " characters");
        }
        RegexNode node = either();
        if (at < pattern.length()) {
            throw refused("an unmatched ')'");
        }
        return node;
    }

    private RegexNode either() {
        List<RegexNode> options = new ArrayList<>();
        options.add(run());
        while (peek('|')) {
            at++;
            options.add(run());
        }
        return options.size() == 1 ? options.getFirst() : new RegexNode.Either(options);
    }

    private RegexNode run() {
        List<RegexNode> parts = new ArrayList<>();
        while (at < pattern.length() && !peek('|') && !peek(')')) {
            parts.add(repeated(atom()));
        }
        return new RegexNode.Run(parts);
    }

    private RegexNode repeated(RegexNode atom) {
        RegexNode node = atom;
        for (int times = 0; at < pattern.length(); times++) {
            RegexNode repeated = switch (pattern.charAt(at)) {
                case '*' -> simple(node, 0, RegexNode.UNLIMITED);
                case '+' -> simple(node, 1, RegexNode.UNLIMITED);
                case '?' -> simple(node, 0, 1);
                case '{' -> counted(node);
                default -> node;
            };
            if (repeated == node) {
                return node;
            }
            if (times == MOST_NESTED) {
                throw refused("more than " + MOST_NESTED + " quantifiers for one thing");
            }
            if (peek('?')) {
                at++; // lazy: the same language
            }
            node = repeated;
        }
        return node;
    }

    private RegexNode simple(RegexNode atom, int minimum, int maximum) {
        at++;
        return new RegexNode.Repeat(atom, minimum, maximum);
    }

    /** A brace that is no quantifier stands for itself. */
    private RegexNode counted(RegexNode atom) {
        int close = closing('}');
        String inside = close < 0 ? "" : pattern.substring(at + 1, close);
        if (!inside.matches("\\d{1,6}(,\\d{0,6})?")) {
            return atom;
        }
        at = close + 1;
        String[] limits = inside.split(",", -1);
        int minimum = Integer.parseInt(limits[0]);
        int maximum = limits.length == 1 ? minimum : RegexNode.UNLIMITED;
        if (limits.length == 2 && !limits[1].isEmpty()) {
            maximum = Integer.parseInt(limits[1]);
        }
        return new RegexNode.Repeat(atom, minimum, maximum);
    }

    private RegexNode atom() {
        int c = take();
        return switch (c) {
            case '(' -> group();
            case '[' -> new RegexNode.Characters(charset());
            case '.' -> new RegexNode.Characters(CodePoints.ANY_IN_LINE);
            case '^' -> new RegexNode.Begin();
            case '$' -> new RegexNode.End();
            case '\\' -> new RegexNode.Characters(escape(false));
            case '*', '+', '?' -> throw refused("a '" + (char) c + "' with nothing before it");
            default -> new RegexNode.Characters(CodePoints.of(c));
        };
    }

    private RegexNode group() {
        if (peek('?')) {
            if (pattern.startsWith("?:", at)) {
                at += 2;
            } else if (pattern.startsWith("?<", at)
                    && !pattern.startsWith("?<=", at)
                    && !pattern.startsWith("?<!", at)) {
                int close = closing('>');
                if (close < 0) {
                    throw refused("a group's name that does not end");
                }
                at = close + 1;
            } else {
                throw refused("a look around '(" + pattern.substring(at, Math.min(at + 3, pattern.length())) + "'");
            }
        }
        if (++groups > MOST_NESTED) {
            throw refused("more than " + MOST_NESTED + " groups in each other");
        }
        RegexNode inside = either();
        groups--;
        if (!peek(')')) {
            throw refused("a '(' that is not closed");
        }
        at++;
        return inside;
    }

    private CodePoints charset() {
        boolean negated = peek('^');
        at += negated ? 1 : 0;
        List<CodePoints> parts = new ArrayList<>();
        while (!peek(']')) {
            int from = at;
            CodePoints low = charsetAtom();
            boolean single = pattern.charAt(from) != '\\' || isCharacterEscape(from);
            if (single && peek('-') && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']') {
                at++;
                CodePoints high = charsetAtom();
                if (high.isEmpty() || high.first() < low.first()) {
                    throw refused("a range that runs backwards");
                }
                parts.add(CodePoints.range(low.first(), high.first()));
            } else {
                parts.add(low);
            }
        }
        at++;
        CodePoints set = CodePoints.any(parts);
        return negated ? set.others() : set;
    }

    private boolean isCharacterEscape(int backslash) {
        return "dDwWsSpP".indexOf(pattern.charAt(backslash + 1)) < 0;
    }

    private CodePoints charsetAtom() {
        int c = take();
        return c == '\\' ? escape(true) : CodePoints.of(c);
    }

    private CodePoints escape(boolean inCharset) {
        int c = take();
        return switch (c) {
            case 'd' -> CodePoints.DIGITS;
            case 'D' -> CodePoints.DIGITS.others();
            case 'w' -> CodePoints.WORD;
            case 'W' -> CodePoints.WORD.others();
            case 's' -> CodePoints.SPACE;
            case 'S' -> CodePoints.SPACE.others();
            case 't', 'n', 'r', 'f', 'v', '0' -> CodePoints.of("\t\n\r\f\013\0".charAt("tnrfv0".indexOf(c)));
            case 'c' -> CodePoints.of(take() % 32);
            case 'x' -> CodePoints.of(hex(2));
            case 'u' -> CodePoints.of(unicode());
            case 'p', 'P' -> category(c == 'P');
            case 'b' -> {
                if (!inCharset) {
                    throw refused("a word boundary '\\b'");
                }
                yield CodePoints.of('\b');
            }
            default -> {
                if (Character.isLetterOrDigit(c)) {
                    throw refused("the escape '\\" + (char) c + "'");
                }
                yield CodePoints.of(c);
            }
        };
    }

    private int unicode() {
        if (!peek('{')) {
            int first = hex(4);
            int behind = at;
            if (Character.isHighSurrogate((char) first) && pattern.startsWith("\\u", at)) {
                at += 2;
                int second = peek('{') ? 0 : hex(4);
                if (Character.isLowSurrogate((char) second)) {
                    return Character.toCodePoint((char) first, (char) second);
                }
                at = behind;
            }
            return first;
        }
        int close = closing('}');
        int digits = close - at - 1;
        if (digits < 1 || digits > 6) {
            throw refused("an unfinished escape");
        }
        at++;
        int value = hex(digits);
        at++;
        if (value > CodePoints.LAST) {
            throw refused("an escape past the last character");
        }
        return value;
    }

    private int hex(int digits) {
        if (at + digits > pattern.length()) {
            throw refused("an unfinished escape");
        }
        int value = 0;
        for (int end = at + digits; at < end; at++) {
            int digit = pattern.charAt(at) < 0x80 ? Character.digit(pattern.charAt(at), 16) : -1;
            if (digit < 0) {
                throw refused("an escape with another thing than hexadecimal digits");
            }
            value = value * 16 + digit;
        }
        return value;
    }

    /** Where {@code end} stands, not far from here; -1 where it does not. */
    private int closing(char end) {
        return pattern.indexOf(end, at, Math.min(at + IN_BRACES, pattern.length()));
    }

    private CodePoints category(boolean negated) {
        int close = closing('}');
        if (!peek('{') || close < 0) {
            throw refused("'\\p' without a category");
        }
        String name = pattern.substring(at + 1, close);
        at = close + 1;
        budget.spend(Budget.Of.EDGES, CATEGORY);
        CodePoints set = CodePoints.category(name);
        if (set.isEmpty()) {
            throw refused("the category '\\p{" + name + "}'");
        }
        return negated ? set.others() : set;
    }

    private boolean peek(char c) {
        return at < pattern.length() && pattern.charAt(at) == c;
    }

    private int take() {
        if (at >= pattern.length()) {
            throw refused("an end in the midst of it");
        }
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private CaduceusException refused(String what) {
        String shown = pattern.length() <= SHOWN ? pattern : pattern.substring(0, SHOWN) + "…";
        return CaduceusException.of(ErrorCode.UNSUPPORTED, "The pattern '%s' has %s at %s", shown, what, at);
    }
}
