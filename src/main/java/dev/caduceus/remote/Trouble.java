package dev.caduceus.remote;

import java.io.IOException;
import java.time.Duration;

/** What may go better at another endpoint, or later. */
final class Trouble extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Kind kind;
    private final String what;

    /** What an endpoint's trouble says of it. */
    sealed interface Kind {
        /** It has enough to do, and wants to be left alone for so long. */
        record Busy(Duration pause) implements Kind {}

        record Broken() implements Kind {}
    }

    private Trouble(Kind kind, String what, String said) {
        super(said.isEmpty() ? what : what + ": " + said);
        this.kind = kind;
        this.what = what;
    }

    /** @param said the endpoint's own words, or those of whatever failed, which may quote a prompt or a reply */
    static Trouble busy(Duration pause, String what, String said) {
        return new Trouble(new Kind.Busy(pause), what, said);
    }

    static Trouble broken(String what, String said) {
        return new Trouble(new Kind.Broken(), what, said);
    }

    static Trouble broken(String what) {
        return broken(what, "");
    }

    /** Nothing came for so long. */
    static Trouble silent(String what, Duration wait) {
        return broken("%s for %s s".formatted(what, wait.toMillis() / 1000.0));
    }

    Kind kind() {
        return kind;
    }

    /** The message without anybody's words, for the log. */
    String what() {
        return what;
    }
}
