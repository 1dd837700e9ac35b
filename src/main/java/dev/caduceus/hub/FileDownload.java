package dev.caduceus.hub;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One file's way from the hub to its blob: goes on after a break, and believes nothing but the hash. */
final class FileDownload {
    private static final int BUFFER = 1 << 16;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

    private final HubHttp http;
    private final HubId id;
    private final HubFile file;
    private final URI uri;
    private final Patience patience;

    /** The server's name for the content it sent last; empty before. Another one's bytes are never appended to it. */
    private String validator = "";

    /** So much of the file was once there. What comes again after a restart is no progress: it could for ever. */
    private long furthest;

    FileDownload(HubHttp http, HubId id, HubFile file, URI uri, Patience patience) {
        this.http = http;
        this.id = id;
        this.file = file;
        this.uri = uri;
        this.patience = patience;
    }

    /**
     * Fills {@code partial} until it is whole and right.
     *
     * @param arrived is told how much of the file is there
     * @throws CaduceusException {@code DOWNLOAD_FAILED}
     */
    void into(PartialFile partial, LongConsumer arrived) throws InterruptedException {
        boolean isFresh = partial.length() == 0;
        furthest = partial.length();
        while (true) {
            patience.retries().until(file.name(), () -> {
                fill(partial, arrived);
                return partial;
            });
            if (partial.isRight()) {
                return;
            }
            partial.restart();
            validator = "";
            if (isFresh) {
                throw CaduceusException.of(
                        ErrorCode.DOWNLOAD_FAILED,
                        "%s arrived with another content than the hash %s, which the hub promises; thrown away. A proxy"
                                + " in between may have changed it; try again, or another HF_ENDPOINT",
                        file.name(),
                        file.hash().hex());
            }
            // What an earlier start left behind may have been wrong: once more from the beginning.
            isFresh = true;
            furthest = 0;
        }
    }

    private void fill(PartialFile partial, LongConsumer arrived) throws IOException, InterruptedException {
        if (partial.isWhole()) {
            return;
        }
        HttpResponse<InputStream> response = http.get(id, uri, headers(partial.length()));
        try (InputStream body = response.body();
                StallGuard guard = StallGuard.over(body, patience.stall())) {
            place(partial, response);
            byte[] buffer = new byte[BUFFER];
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                if (partial.length() + count > file.size()) {
                    throw startingOver(partial, "sent more than the %s bytes it has".formatted(file.size()));
                }
                partial.append(buffer, count);
                guard.progressed();
                if (partial.length() > furthest) {
                    furthest = partial.length();
                    patience.retries().progressed();
                }
                arrived.accept(partial.length());
            }
        }
        if (!partial.isWhole()) {
            throw new Trouble("the connection ended after %s of %s bytes".formatted(partial.length(), file.size()));
        }
    }

    private Map<String, String> headers(long from) {
        var headers = new HashMap<String, String>();
        if (from > 0) {
            headers.put("Range", "bytes=" + from + "-");
            if (!validator.isEmpty()) {
                headers.put("If-Range", validator);
            }
        }
        return headers;
    }

    /** Sees to it that the first byte of the body is the next one of the file, and that as many come as are missing. */
    private void place(PartialFile partial, HttpResponse<InputStream> response) throws IOException {
        switch (response.statusCode()) {
            case 206 -> requireRange(partial, response);
            case 416 -> throw startingOver(partial, "has no bytes from %s on".formatted(partial.length()));
            // The whole file: a server that knows no ranges, or whose file is another one by now.
            default -> partial.restart();
        }
        long coming = response.headers().firstValueAsLong("Content-Length").orElse(file.size() - partial.length());
        if (coming != file.size() - partial.length()) {
            throw startingOver(
                    partial,
                    "announces %s bytes where %s are missing".formatted(coming, file.size() - partial.length()));
        }
        String tag = response.headers().firstValue("ETag").orElse("");
        validator = tag.startsWith("\"") ? tag : "";
    }

    private void requireRange(PartialFile partial, HttpResponse<InputStream> response) throws IOException {
        String range = response.headers().firstValue("Content-Range").orElse("");
        Matcher parts = CONTENT_RANGE.matcher(range);
        if (!parts.matches()
                || Long.parseLong(parts.group(1)) != partial.length()
                || !(parts.group(2).equals("*") || Long.parseLong(parts.group(2)) == file.size())) {
            throw startingOver(
                    partial,
                    "answers with the range '%s' where bytes from %s of %s were asked for"
                            .formatted(range, partial.length(), file.size()));
        }
    }

    private Trouble startingOver(PartialFile partial, String what) {
        partial.restart();
        validator = "";
        return new Trouble(HubHttp.named(uri) + " " + what);
    }
}
