package dev.caduceus.remote;

import java.io.IOException;
import java.time.Duration;

/** What may go better at another endpoint, or later. */
final class Trouble extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Kind kind;

    /** What an endpoint's trouble says of it. */
    sealed interface Kind {
        /** It has enough to do, and wants to be left alone for so long. */
        record Busy(Duration pause) implements Kind {}

        record Broken() implements Kind {}
    }

    private Trouble(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    static Trouble busy(Duration pause, String message) {
        return new Trouble(new Kind.Busy(pause), message);
    }

    static Trouble broken(String format, Object... values) {
        return new Trouble(new Kind.Broken(), format.formatted(values));
    }

    Kind kind() {
        return kind;
    }
}
