package dev.caduceus.grammar;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
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
        if (ids.length == 0) {
            return ids;
        }
        int[] all = Arrays.copyOf(from.ids(), from.ids().length + ids.length);
        System.arraycopy(ids, 0, all, from.ids().length, ids.length);
        byte[] half = Arrays.copyOfRange(text, whole.length, text.length);
        int settled = settled(new Seam(all, from.whole()), half, continuations.after(join(bytes(from), text)));
        int stable = settled - from.ids().length; // below 0: even what stands before would be cut in another way
        if (half.length > 0) { // half a character: only what ends before it is sure
            stable = Math.min(stable, ids.length - 1);
        }
        return Arrays.copyOf(ids, Math.max(0, stable));
    }

    /**
     * How many ids of {@code all} stay whatever follows. Only the last few are looked at, with each continuation; where
     * the first of them stays what it is, so do those before it, since nothing reaches past an id that stays.
     *
     * @param half bytes of an unfinished character behind them
     */
    private int settled(Seam all, byte[] half, List<byte[]> continuations) {
        int[] ids = all.ids();
        for (int last = 2; last < ids.length; last *= 2) {
            Optional<Seam> tail = tail(ids, last);
            int same = tail.isPresent() ? same(tail.get(), half, continuations) : 0;
            if (same > 0) {
                return ids.length - tail.orElse(all).ids().length + same;
            }
        }
        return same(all, half, continuations);
    }

    /** The last ids, where they are what the tokenizer makes of their text alone. */
    private Optional<Seam> tail(int[] ids, int last) {
        Seam tail = from(new Seam(Arrays.copyOfRange(ids, ids.length - last, ids.length), false));
        return tail.ids().length > 0 && behind(tail, new byte[0]).isPresent() ? Optional.of(tail) : Optional.empty();
    }

    private int same(Seam seam, byte[] half, List<byte[]> continuations) {
        int same = seam.ids().length;
        byte[] text = bytes(seam);
        for (byte[] more : continuations) {
            Optional<String> longer = utf8(join(join(text, half), more));
            if (longer.isEmpty() || same == 0) {
                return 0;
            }
            int mismatch = Arrays.mismatch(seam.ids(), vocabulary.encode(longer.get()));
            same = mismatch < 0 ? same : Math.min(same, mismatch);
        }
        return same;
    }

    /** The ids that {@code text} adds to the seam's; none where the seam was not cut as the tokenizer would have. */
    private Optional<int[]> behind(Seam seam, byte[] text) {
        byte[] before = bytes(seam);
        Optional<String> joined = utf8(join(before, text));
        if (joined.isEmpty()) {
            return Optional.empty();
        }
        int[] ids = vocabulary.encode(joined.get());
        int known = seam.ids().length;
        if (ids.length < known || !Arrays.equals(seam.ids(), 0, known, ids, 0, known)) {
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOfRange(ids, known, ids.length));
    }

    private int[] alone(byte[] text) {
        int[] ids = vocabulary.encode(utf8(text).orElse(""));
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
