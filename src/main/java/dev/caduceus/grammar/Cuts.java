package dev.caduceus.grammar;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Text behind a seam → the ids that the tokenizer itself would have given it there. */
final class Cuts {
    private final Vocabulary vocabulary;

    Cuts(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** The ids of {@code text} where an added token, or nothing, follows. */
    int[] closed(Seam seam, byte[] text) {
        if (text.length == 0) {
            return new int[0];
        }
        return behind(from(seam), text).orElseGet(() -> alone(text));
    }

    /** The ids of {@code text}'s first {@code settled} bytes; none where the tokenizer cuts across that place. */
    int[] upTo(int settled, Seam before, byte[] text) {
        if (settled == 0) {
            return new int[0];
        }
        byte[] whole = wholeCharacters(text);
        int[] ids = behind(from(before), whole).orElseGet(() -> alone(whole));
        int bytes = 0;
        for (int count = 0; count < ids.length; count++) {
            bytes += vocabulary.spelling(ids[count]).length;
            if (bytes == settled) {
                return Arrays.copyOf(ids, count + 1);
            }
        }
        return new int[0];
    }

    /** Where a cut seam would be given a space in front, it has to begin with one. */
    private Seam from(Seam seam) {
        int[] ids = seam.ids();
        int first = 0;
        while (!seam.whole()
                && vocabulary.prefixesSpaces()
                && first < ids.length
                && !vocabulary.startsWithSpace(ids[first])) {
            first++;
        }
        return new Seam(Arrays.copyOfRange(ids, first, ids.length), seam.whole());
    }

    /** The first of the ids of {@code text}: those that no continuation changes. */
    int[] open(Seam before, byte[] text, Continuations continuations) {
        Seam seam = from(before);
        byte[] whole = wholeCharacters(text);
        Optional<int[]> joined = behind(seam, whole);
        Seam from = joined.isPresent() ? seam : Seam.EMPTY;
        int[] ids = joined.orElseGet(() -> alone(whole));
        int[] stable = ids;
        if (whole.length < text.length) { // half a character: only what ends before it is sure
            stable = drop(ids, 1);
        }
        for (byte[] more : continuations.after(join(bytes(from), text))) {
            if (stable.length == 0) {
                break;
            }
            Optional<int[]> longer = behind(from, join(text, more));
            if (longer.isPresent()) {
                int same = Arrays.mismatch(stable, longer.get());
                stable = same < 0 ? stable : Arrays.copyOf(stable, same);
            } else if (joined.isPresent()) {
                return new int[0]; // even what stands before would be cut in another way
            }
        }
        return stable;
    }

    private static int[] drop(int[] ids, int count) {
        return Arrays.copyOf(ids, Math.max(0, ids.length - count));
    }

    /** The ids that {@code text} adds to the seam's; none where the seam was not cut as the tokenizer would have. */
    private Optional<int[]> behind(Seam seam, byte[] text) {
        byte[] before = bytes(seam);
        Optional<String> joined = utf8(join(before, text));
        if (joined.isEmpty()) {
            return Optional.empty();
        }
        int[] ids = vocabulary.tokenizer().encodePlain(joined.get());
        int known = seam.ids().length;
        if (ids.length < known || !Arrays.equals(seam.ids(), 0, known, ids, 0, known)) {
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOfRange(ids, known, ids.length));
    }

    private int[] alone(byte[] text) {
        int[] ids = vocabulary.tokenizer().encodePlain(utf8(text).orElse(""));
        return Arrays.equals(vocabulary.bytes(ids), text) ? ids : new int[0];
    }

    /** The seam's text, without the space that the tokenizer will put there itself. */
    private byte[] bytes(Seam seam) {
        byte[] bytes = vocabulary.bytes(seam.ids());
        boolean own = vocabulary.prefixesSpaces() && bytes.length > 0 && bytes[0] == ' ';
        return own ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static byte[] wholeCharacters(byte[] text) {
        int end = text.length;
        for (int back = 1; back <= Math.min(4, text.length); back++) {
            int first = text[text.length - back] & 0xFF;
            if (first < 0x80) {
                break;
            }
            if (first >= 0xC0) {
                int needed = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
                end = needed > back ? text.length - back : end;
                break;
            }
        }
        return Arrays.copyOf(text, end);
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(first);
        bytes.writeBytes(second);
        return bytes.toByteArray();
    }
}
