package dev.caduceus.grammar;

import dev.caduceus.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Every byte, some hundred pieces of JSON that reach over its seams, and two added tokens: small enough to try all. */
final class TinyTokenizer implements Tokenizer {
    private static final List<String> PIECES = List.of(
            "\", \"",
            "\": \"",
            "\": ",
            "{\"",
            "\"}",
            "}}",
            "\"]",
            "[\"",
            "[{\"",
            ", ",
            ": ",
            "\",",
            "\"}}",
            "]}",
            "},",
            "true",
            "false",
            "null",
            "tr",
            "ue",
            "fal",
            "nul",
            "12",
            "10",
            "00",
            "0.",
            ".5",
            "-1",
            "1e",
            "42",
            "2024-",
            "-02-",
            "T1",
            ":3",
            "Z\"",
            "the",
            " the",
            "a ",
            " a",
            "ab",
            "ABC",
            "AB-",
            "red",
            "reddish",
            "kind",
            "name",
            "kids",
            "\\u00",
            "\\n",
            "\\\"",
            "\\",
            "\\ud83d",
            "é",
            "東",
            "京",
            "😀",
            "\"a",
            "\"b",
            "\"a\"",
            "\"x\"",
            "a\": ",
            "b\": ",
            "a\", \"b",
            "@",
            ".com",
            "http",
            "://",
            "e@",
            "0-9",
            "{}",
            "[]",
            "\"\"",
            "[1",
            "1]",
            "1, ",
            "1}",
            "  ");

    private static final List<String> MARKERS = List.of("<tool_call>", "</tool_call>", "<|im_end|>");
    private static final int FIRST_MARKER = 256 + PIECES.size();

    @Override
    public int[] encodePlain(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<Integer> ids = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int best = bytes[at] & 0xFF;
            for (int id = 256; id < FIRST_MARKER; id++) {
                byte[] piece = bytes(id);
                boolean here = at + piece.length <= bytes.length
                        && Arrays.equals(piece, 0, piece.length, bytes, at, at + piece.length);
                best = here && piece.length > bytes(best).length ? id : best;
            }
            ids.add(best);
            at += bytes(best).length;
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public Map<String, Integer> addedTokens() {
        return Map.of(MARKERS.get(0), FIRST_MARKER, MARKERS.get(1), FIRST_MARKER + 1, MARKERS.get(2), FIRST_MARKER + 2);
    }

    @Override
    public String decode(int[] ids) {
        var bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            bytes.writeBytes(bytes(id));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(int id) {
        if (id < 256) {
            return new byte[] {(byte) id};
        }
        String text = id < FIRST_MARKER ? PIECES.get(id - 256) : MARKERS.get(id - FIRST_MARKER);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new StreamDecoder() {
            @Override
            public List<Piece> push(int id) {
                return List.of(new Piece(decode(new int[] {id}), id >= FIRST_MARKER));
            }

            @Override
            public List<Piece> finish() {
                return List.of();
            }
        };
    }

    @Override
    public int vocabularySize() {
        return FIRST_MARKER + MARKERS.size();
    }

    @Override
    public void close() {}
}
