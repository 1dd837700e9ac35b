package dev.caduceus.grounding;

import java.lang.Character.UnicodeScript;
import java.util.Set;

/**
 * Where a span may start and end: anywhere but between two letters or digits of a word. Scripts that write no spaces have
 * a boundary at every character; a combining mark belongs to what it stands on.
 */
final class WordBoundaries {
    private static final Set<UnicodeScript> WITHOUT_SPACES = Set.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    private WordBoundaries() {}

    /** Whether a word's boundary is before the character at {@code index}; at the text's beginning and end it is. */
    static boolean at(String text, int index) {
        if (index == 0 || index == text.length()) {
            return true;
        }
        int before = text.codePointBefore(index);
        int after = text.codePointAt(index);
        boolean inCharacter = Character.charCount(before) == 1
                && Character.isHighSurrogate((char) before)
                && Character.isLowSurrogate(text.charAt(index));
        if (inCharacter || isMark(after)) {
            return false;
        }
        return !(inWord(before) && inWord(after));
    }

    private static boolean inWord(int character) {
        return (Character.isLetterOrDigit(character) && !WITHOUT_SPACES.contains(UnicodeScript.of(character)))
                || isMark(character);
    }

    private static boolean isMark(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> character == '\u200D';
        };
    }
}
