package dev.caduceus.hub;

/**
 * How far a download is.
 *
 * @param file the one that is arriving
 * @param done bytes of all needed files that are there, those of earlier attempts included
 * @param total bytes of all needed files
 */
public record Progress(String file, long done, long total) {
    public int percent() {
        return total == 0 ? 100 : (int) (100 * done / total);
    }
}
