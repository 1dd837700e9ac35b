package dev.caduceus.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A set of characters: ranges in order, none of which touches the next. */
final class CodePoints {
    static final int LAST = Character.MAX_CODE_POINT;

    /** {@code \d}, {@code \w}, {@code \s} and {@code .} of ECMA-262. */
    static final CodePoints DIGITS = range('0', '9');

    static final CodePoints WORD = any(List.of(DIGITS, range('a', 'z'), range('A', 'Z'), of('_')));
    private static final CodePoints LINE_ENDS = of('\n', '\r', 0x2028, 0x2029);
    static final CodePoints SPACE = any(List.of(
            LINE_ENDS, of(' ', '\t', 0x0B, '\f', 0xA0, 0x1680, 0x202F, 0x205F, 0x3000, 0xFEFF), range(0x2000, 0x200A)));
    static final CodePoints ANY_IN_LINE = LINE_ENDS.others();

    /** First and last of each. */
    private final List<int[]> ranges;

    private CodePoints(List<int[]> ranges) {
        this.ranges = ranges;
    }

    static CodePoints of(int... codePoints) {
        return joined(Arrays.stream(codePoints).mapToObj(c -> new int[] {c, c}).toList());
    }

    static CodePoints range(int first, int last) {
        return new CodePoints(List.of(new int[] {first, last}));
    }

    /**
     * The characters of a Unicode category or script, surrogates left out; none where nobody knows the name. Java's
     * categories have the names of ECMA-262's, scripts are written the same way.
     */
    static CodePoints category(String name) {
        Pattern runs;
        try {
            runs = Pattern.compile("\\p{" + name.replace("Letter", "L") + "}+");
        } catch (PatternSyntaxException unknown) {
            return any(List.of());
        }
        var all = new StringBuilder();
        for (int c = 0; c <= LAST; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                all.appendCodePoint(c);
            }
        }
        List<int[]> ranges = new ArrayList<>();
        for (Matcher run = runs.matcher(all); run.find(); ) {
            ranges.add(new int[] {all.codePointAt(run.start()), all.codePointBefore(run.end())});
        }
        return new CodePoints(ranges);
    }

    /** What is in any of {@code sets}. */
    static CodePoints any(List<CodePoints> sets) {
        return joined(sets.stream().flatMap(set -> set.ranges.stream()).toList());
    }

    private static CodePoints joined(List<int[]> ranges) {
        List<int[]> joined = new ArrayList<>();
        for (int[] range :
                ranges.stream().sorted(Comparator.comparingInt(r -> r[0])).toList()) {
            if (!joined.isEmpty() && range[0] <= joined.getLast()[1] + 1) {
                int[] before = joined.removeLast();
                joined.add(new int[] {before[0], Math.max(before[1], range[1])});
            } else {
                joined.add(range);
            }
        }
        return new CodePoints(joined);
    }

    CodePoints others() {
        List<int[]> others = new ArrayList<>();
        int next = 0;
        for (int[] range : ranges) {
            if (range[0] > next) {
                others.add(new int[] {next, range[0] - 1});
            }
            next = range[1] + 1;
        }
        if (next <= LAST) {
            others.add(new int[] {next, LAST});
        }
        return new CodePoints(others);
    }

    boolean contains(int codePoint) {
        return ranges.stream().anyMatch(range -> codePoint >= range[0] && codePoint <= range[1]);
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** The lowest of a set that is not empty. */
    int first() {
        return ranges.getFirst()[0];
    }

    /** First and last of each run, surrogates left out: UTF-8 has none. */
    List<int[]> runs() {
        List<int[]> runs = new ArrayList<>();
        for (int[] range : ranges) {
            int below = Math.min(range[1], Character.MIN_SURROGATE - 1);
            if (range[0] <= below) {
                runs.add(new int[] {range[0], below});
            }
            int above = Math.max(range[0], Character.MAX_SURROGATE + 1);
            if (above <= range[1]) {
                runs.add(new int[] {above, range[1]});
            }
        }
        return runs;
    }
}
