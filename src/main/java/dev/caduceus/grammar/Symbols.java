package dev.caduceus.grammar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts as symbols: their UTF-8 bytes, 0 to 255; added tokens of the vocabulary are symbols from 256 up. */
final class Symbols {
    static final int[] NONE = {};

    private Symbols() {}

    static int[] of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var symbols = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            symbols[i] = bytes[i] & 0xFF;
        }
        return symbols;
    }

    static int[] join(int[] first, int[] second) {
        int[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
