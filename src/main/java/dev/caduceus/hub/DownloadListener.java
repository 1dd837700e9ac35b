package dev.caduceus.hub;

import java.nio.file.Path;

/** Is told how a download goes, on the thread that does it. What it throws ends the download. */
public interface DownloadListener {
    DownloadListener NONE = new DownloadListener() {};

    /** Many times a second. */
    default void progress(Progress progress) {}

    /** Something a reader of the log wants to know: a retry, a lock that another process holds, a fallback. */
    default void note(String message) {}

    /** All files but the weights are there: the time to find out that the model can't be used. */
    default void described(Path snapshot) {}
}
