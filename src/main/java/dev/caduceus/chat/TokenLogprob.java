package dev.caduceus.chat;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How probable the model itself thought a token, before any mask, penalty or temperature.
 *
 * @param bytes what the token adds to the text, in UTF-8: possibly a part of a character only
 * @param logprob the natural logarithm of its probability; 0 where it had to follow, for nobody asked the model
 * @param others what else might have stood in its place, the most probable first
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two
public record TokenLogprob(byte[] bytes, double logprob, List<TokenLogprob> others) {
    public TokenLogprob {
        others = List.copyOf(others);
    }

    /** U+FFFD in the place of a part of a character. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
