package dev.caduceus.grammar;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** An ECMA-262 pattern, as JSON Schema uses them → its tree. What no automaton can do is refused by name. */
final class RegexParser {
    private static final CodePoints DIGITS = CodePoints.range('0', '9');
    private static final CodePoints WORD = DIGITS.and(CodePoints.range('a', 'z'))
            .and(CodePoints.range('A', 'Z'))
            .and(CodePoints.of('_'));
    private static final CodePoints LINE_ENDS = CodePoints.of('\n', '\r', 0x2028, 0x2029);
    private static final CodePoints SPACE = LINE_ENDS
            .and(CodePoints.of(' ', '\t', 0x0B, '\f', 0xA0, 0x1680, 0x202F, 0x205F, 0x3000, 0xFEFF))
            .and(CodePoints.range(0x2000, 0x200A));

    private final String pattern;
    private int at;

    RegexParser(String pattern) {
        this.pattern = pattern;
    }

    RegexNode parse() {
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
        if (at == pattern.length()) {
            return atom;
        }
        RegexNode repeated = switch (pattern.charAt(at)) {
            case '*' -> simple(atom, 0, RegexNode.UNLIMITED);
            case '+' -> simple(atom, 1, RegexNode.UNLIMITED);
            case '?' -> simple(atom, 0, 1);
            case '{' -> counted(atom);
            default -> atom;
        };
        if (repeated.equals(atom)) {
            return atom;
        }
        if (peek('?')) {
            at++; // lazy: the same language
        }
        return repeated(repeated);
    }

    private RegexNode simple(RegexNode atom, int minimum, int maximum) {
        at++;
        return new RegexNode.Repeat(atom, minimum, maximum);
    }

    /** A brace that is no quantifier stands for itself. */
    private RegexNode counted(RegexNode atom) {
        int close = pattern.indexOf('}', at);
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
            case '.' -> new RegexNode.Characters(LINE_ENDS.others());
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
                at = pattern.indexOf('>', at) + 1;
            } else {
                throw refused("a look around '(" + pattern.substring(at, Math.min(at + 3, pattern.length())) + "'");
            }
        }
        RegexNode inside = either();
        if (!peek(')')) {
            throw refused("a '(' that is not closed");
        }
        at++;
        return inside;
    }

    private CodePoints charset() {
        boolean negated = peek('^');
        at += negated ? 1 : 0;
        CodePoints set = CodePoints.none();
        while (!peek(']')) {
            int from = at;
            CodePoints low = charsetAtom();
            boolean single = pattern.charAt(from) != '\\' || isCharacterEscape(from);
            if (single && peek('-') && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']') {
                at++;
                CodePoints high = charsetAtom();
                int first = low.runs().getFirst()[0];
                int last = high.runs().getFirst()[0];
                if (last < first) {
                    throw refused("a range that runs backwards");
                }
                set = set.and(CodePoints.range(first, last));
            } else {
                set = set.and(low);
            }
        }
        at++;
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
            case 'd' -> DIGITS;
            case 'D' -> DIGITS.others();
            case 'w' -> WORD;
            case 'W' -> WORD.others();
            case 's' -> SPACE;
            case 'S' -> SPACE.others();
            case 't' -> CodePoints.of('\t');
            case 'n' -> CodePoints.of('\n');
            case 'r' -> CodePoints.of('\r');
            case 'f' -> CodePoints.of('\f');
            case 'v' -> CodePoints.of(0x0B);
            case '0' -> CodePoints.of(0);
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
            if (Character.isHighSurrogate((char) first) && pattern.startsWith("\\u", at)) {
                at += 2;
                return Character.toCodePoint((char) first, (char) hex(4));
            }
            return first;
        }
        int close = pattern.indexOf('}', at);
        int value = Integer.parseInt(pattern, at + 1, close, 16);
        at = close + 1;
        return value;
    }

    private int hex(int digits) {
        if (at + digits > pattern.length()) {
            throw refused("an unfinished escape");
        }
        int value = Integer.parseInt(pattern, at, at + digits, 16);
        at += digits;
        return value;
    }

    private CodePoints category(boolean negated) {
        int close = pattern.indexOf('}', at);
        if (!peek('{') || close < 0) {
            throw refused("'\\p' without a category");
        }
        String name = pattern.substring(at + 1, close);
        at = close + 1;
        CodePoints set;
        try {
            // Java's categories have the same names, scripts are written as ECMA writes them
            Pattern known = Pattern.compile("\\p{" + name.replace("Letter", "L") + "}");
            set = CodePoints.where(c -> known.matcher(Character.toString(c)).matches());
        } catch (PatternSyntaxException e) {
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
        return CaduceusException.of(ErrorCode.UNSUPPORTED, "The pattern '%s' has %s at %s", pattern, what, at);
    }
}
