package dev.caduceus.grounding;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.stream.IntStream;

/** Collects texts as the bytes of JSON strings, with the places where spans may start and end. */
final class SpanTexts {
    /** Between texts: no JSON string holds it unescaped, so no span reaches across. */
    static final byte SEPARATOR = '\n';

    private final int limit;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final IntStream.Builder starts = IntStream.builder();
    private final BitSet ends = new BitSet();

    /** @param limit bytes in all; the rest is left out */
    SpanTexts(int limit) {
        this.limit = limit;
    }

    /** Adds every span of words in {@code text}. */
    void addWords(String text) {
        for (int i = 0; i < text.length() && bytes.size() < limit; ) {
            int character = text.codePointAt(i);
            boolean blank = isBlank(character);
            if (WordBoundaries.at(text, i)) {
                if (!blank) {
                    starts.add(bytes.size());
                }
                if (i > 0 && !isBlank(text.codePointBefore(i))) {
                    ends.set(bytes.size());
                }
            }
            escape(character);
            i += Character.charCount(character);
        }
        if (!text.isEmpty() && !isBlank(text.codePointBefore(text.length())) && bytes.size() < limit) {
            ends.set(bytes.size());
        }
        bytes.write(SEPARATOR);
    }

    /** Adds {@code text} as one span, as it is. */
    void addWhole(String text) {
        starts.add(bytes.size());
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        ends.set(bytes.size());
        bytes.write(SEPARATOR);
    }

    SpanIndex index() {
        return new SpanIndex(bytes.toByteArray(), starts.build().toArray(), ends);
    }

    private static boolean isBlank(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    /** As {@link dev.caduceus.schema.Json#write} does. */
    private void escape(int character) {
        switch (character) {
            case '"', '\\' -> {
                bytes.write('\\');
                bytes.write(character);
            }
            case '\n' -> ascii("\\n");
            case '\r' -> ascii("\\r");
            case '\t' -> ascii("\\t");
            case '\b' -> ascii("\\b");
            case '\f' -> ascii("\\f");
            default -> {
                if (character < 0x20) {
                    ascii("\\u%04X".formatted(character));
                } else if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
                    bytes.write(SEPARATOR); // half a character: no text that is sent anywhere holds it
                } else {
                    bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private void ascii(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
