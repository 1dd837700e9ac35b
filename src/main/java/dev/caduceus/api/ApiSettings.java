package dev.caduceus.api;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The limits that stand at the door.
 *
 * @param messageLength characters of one user message
 * @param newTokens the highest max_new_tokens
 * @param slowReader how long a reader may accept nothing
 * @param keepAlive the silence after which a comment line goes out
 * @param logContent whether the log may hold what users, models and tools say
 */
public record ApiSettings(
        int messageLength, int newTokens, Duration slowReader, Duration keepAlive, boolean logContent) {
    /** And the other control characters: a terminal obeys some. */
    private static final Pattern LINE_BREAKS = Pattern.compile("[\\p{Cntrl}\u0085\u2028\u2029]+");

    /**
     * A failure in the log: its words quote what was sent, so they are left out unless they are asked for, and never begin
     * a line of their own.
     */
    public String forLog(ErrorCode code, @Nullable String message) {
        return logContent
                ? code + " " + LINE_BREAKS.matcher(String.valueOf(message)).replaceAll(" ")
                : code.toString();
    }

    /**
     * What a user wrote is no longer than is read.
     *
     * @param what begins the refusal, such as "prompt"
     */
    public void requireReadable(String what, String text) {
        if (text.length() > messageLength) {
            throw CaduceusException.of(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "%s has %s characters but at most %s are read (caduceus.limits.message-length)",
                    what,
                    text.length(),
                    messageLength);
        }
    }
}
