package dev.caduceus.chat;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/** An exception → where it came from, without a word of what it says. */
public final class Redacted {
    /** Of its frames: as many as find the line in a tool's own code. */
    private static final int FRAMES = 8;

    private Redacted() {}

    /** Such as {@code java.lang.IllegalStateException at Shop.find(Shop.java:12) …, caused by …}. */
    public static String of(Throwable thrown) {
        List<String> parts = new ArrayList<>();
        for (Throwable next = thrown; next != null && parts.size() < FRAMES; next = next.getCause()) {
            parts.add(next.getClass().getName() + frames(next));
        }
        return String.join(", caused by ", parts);
    }

    /** An error of ours, in the log: its words, which may quote what was said, on the level for debugging only. */
    public static void log(System.Logger log, String what, Throwable thrown) {
        log.log(Level.ERROR, "{0}: {1}", what, of(thrown));
        log.log(Level.DEBUG, what, thrown);
    }

    private static String frames(Throwable thrown) {
        var text = new StringBuilder();
        StackTraceElement[] frames = thrown.getStackTrace();
        for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
            text.append(" at ").append(frames[i]);
        }
        return text.toString();
    }
}
