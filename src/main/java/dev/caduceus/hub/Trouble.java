package dev.caduceus.hub;

import java.io.IOException;
import java.time.Duration;

/** Something that may be gone at the next try. */
final class Trouble extends IOException {
    private static final long serialVersionUID = 1L;

    /** How long the server wants to be left alone; zero where it does not say. */
    private final transient Duration pause;

    Trouble(String message, Duration pause) {
        super(message);
        this.pause = pause;
    }

    Trouble(String message) {
        this(message, Duration.ZERO);
    }

    Duration pause() {
        return pause;
    }
}
