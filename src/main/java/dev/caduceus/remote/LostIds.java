package dev.caduceus.remote;

import dev.caduceus.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A llama.cpp server sends no event for a token that ends in the middle of a character, and says its text with the next one's.
 * Such text is encoded anew: it holds a character of several bytes, so it can't be an added token's alone.
 */
final class LostIds {
    private final Tokenizer tokenizer;

    LostIds(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** All ids of a chunk, those included that it does not name. */
    int[] of(Chunk chunk) {
        byte[] said = chunk.text().getBytes(StandardCharsets.UTF_8);
        var spelt = new ByteArrayOutputStream();
        for (int id : chunk.ids()) {
            spelt.writeBytes(tokenizer.bytes(id));
        }
        byte[] known = spelt.toByteArray();
        int lost = said.length - known.length;
        boolean broken = chunk.text().indexOf('\ufffd') >= 0;
        boolean more = lost > 0 && !broken && Arrays.equals(said, lost, said.length, known, 0, known.length);
        return more ? tokenizer.encodePlain(chunk.text()) : chunk.ids();
    }
}
