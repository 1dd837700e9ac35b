package dev.caduceus.chat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** A response of another server → how long it wants to be left alone (RFC 9110, 10.2.3: seconds, or a date). */
public final class RetryAfter {
    private RetryAfter() {}

    /** Zero where it does not say. */
    public static Duration of(HttpResponse<?> response) {
        String text = response.headers().firstValue("Retry-After").orElse("").strip();
        if (text.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            var then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration until = Duration.between(ZonedDateTime.now(ZoneOffset.UTC), then);
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }
}
