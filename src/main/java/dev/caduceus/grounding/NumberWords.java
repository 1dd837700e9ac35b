package dev.caduceus.grounding;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers in a text, as JSON spells them: digits ({@code 1,000} and {@code 19.90} as a whole and in their parts,
 * {@code -5}, the 6 of {@code 6pm}) and English number words up to the thousands.
 */
final class NumberWords {
    private static final Pattern DIGITS = Pattern.compile("-?\\d{1,18}(?:[.,]\\d{1,18})*");
    private static final Pattern PART = Pattern.compile("\\d+");
    private static final Pattern WORDS = Pattern.compile("\\p{Alpha}+");
    private static final Pattern THOUSANDS = Pattern.compile("-?\\d{1,3}(,\\d{3})+(\\.\\d+)?");

    /** Nobody says more in words. */
    private static final int MOST = 999_999;

    private static final List<String> SMALL = List.of(
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen");
    private static final List<String> TENS =
            List.of("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");
    private static final Map<String, Integer> VALUES = values();

    private NumberWords() {}

    private static Map<String, Integer> values() {
        Map<String, Integer> values = new HashMap<>(Map.of("once", 1, "twice", 2));
        for (int i = 0; i < SMALL.size(); i++) {
            values.put(SMALL.get(i), i);
        }
        for (int i = 0; i < TENS.size(); i++) {
            values.put(TENS.get(i), 20 + 10 * i);
        }
        return Map.copyOf(values);
    }

    static Set<String> in(String text) {
        Set<String> numbers = new LinkedHashSet<>();
        Matcher digits = DIGITS.matcher(text);
        while (digits.find()) {
            spellings(digits.group(), numbers);
        }
        words(text, numbers);
        return numbers;
    }

    /** {@code 1,000.50} → 1000.50, 1000.5 and the parts 1, 0, 50. */
    private static void spellings(String digits, Set<String> numbers) {
        if (THOUSANDS.matcher(digits).matches()) {
            add(digits.replace(",", ""), numbers);
        } else if (digits.indexOf('.') == digits.lastIndexOf('.') && !digits.contains(",")) {
            add(digits, numbers);
        }
        Matcher parts = PART.matcher(digits);
        while (parts.find()) {
            add(parts.group(), numbers);
        }
    }

    private static void add(String digits, Set<String> numbers) {
        BigDecimal value = new BigDecimal(digits);
        numbers.add(value.toPlainString());
        numbers.add(value.stripTrailingZeros().toPlainString());
    }

    /** Runs such as {@code two hundred and fifty}: every value that a run has on its way, and those of its words. */
    private static void words(String text, Set<String> numbers) {
        Matcher words = WORDS.matcher(text.toLowerCase(Locale.ROOT));
        var run = new Run();
        while (words.find()) {
            String word = words.group();
            if (run.takes(word)) {
                numbers.add(Long.toString(run.value()));
                numbers.add(Long.toString(VALUES.getOrDefault(word, (int) Math.min(run.value(), MOST))));
            } else if (!word.equals("and")) {
                run = new Run();
            }
        }
    }

    /** Number words in a row. */
    private static final class Run {
        private long thousands;
        private long group;

        boolean takes(String word) {
            switch (word) {
                case "hundred" -> group = Math.max(1, group) * 100;
                case "dozen" -> group = Math.max(1, group) * 12;
                case "thousand" -> {
                    thousands += Math.max(1, group) * 1000;
                    group = 0;
                }
                default -> {
                    Integer value = VALUES.get(word);
                    if (value == null) {
                        return false;
                    }
                    group = joins(value) ? group + value : value;
                }
            }
            thousands = Math.min(thousands, MOST);
            group = Math.min(group, MOST);
            return true;
        }

        /** {@code two hundred} and {@code fifty}, {@code fifty} and {@code five}; but not {@code five} and {@code six}. */
        private boolean joins(int value) {
            boolean afterHundred = group > 0 && group % 100 == 0;
            boolean afterTens = group % 100 >= 20 && group % 10 == 0 && value > 0 && value < 10;
            return afterHundred || afterTens;
        }

        long value() {
            return thousands + group;
        }
    }
}
