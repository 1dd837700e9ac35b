package dev.caduceus.hub;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** What is wrong with the cache's disk, always with the way out. */
final class CacheTrouble {
    private static final double GIGABYTE = 1e9;
    private static final String ELSEWHERE = "point HF_HOME or HF_HUB_CACHE at a folder that %s";

    private CacheTrouble() {}

    static CaduceusException at(Path path, IOException cause) {
        return new CaduceusException(
                ErrorCode.DOWNLOAD_FAILED, "the hub's cache at " + path + ": " + problem(cause), cause);
    }

    private static String problem(IOException cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("No space left") || message.contains("quota exceeded")) {
            return "the disk is full; free some space, or " + ELSEWHERE.formatted("has it");
        }
        if (message.contains("Read-only file system") || cause instanceof AccessDeniedException) {
            return "it can't be written; let this user write there, or " + ELSEWHERE.formatted("can be");
        }
        return cause.getClass().getSimpleName() + " " + message;
    }

    static CaduceusException tooSmall(Path path, long needed, long free) {
        return CaduceusException.of(
                ErrorCode.DOWNLOAD_FAILED,
                "the hub's cache at %s: %.2f GB are still to come, but only %.2f GB are free; free some space, or "
                        + ELSEWHERE.formatted("has it"),
                path,
                needed / GIGABYTE,
                free / GIGABYTE);
    }
}
