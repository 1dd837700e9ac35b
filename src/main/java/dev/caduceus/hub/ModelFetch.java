package dev.caduceus.hub;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** One model's way into the cache: its description first, then its weights, a file after the other. */
final class ModelFetch {
    private final HubHttp http;
    private final HubId id;
    private final RepositoryCache cache;
    private final Patience patience;
    private final DownloadListener listener;

    ModelFetch(HubHttp http, HubId id, RepositoryCache cache, Patience patience, DownloadListener listener) {
        this.http = http;
        this.id = id;
        this.cache = cache;
        this.patience = patience;
        this.listener = listener;
    }

    /** The snapshot's folder. The revision is noted last, so that what a revision leads to is whole. */
    Path run() throws InterruptedException {
        Listing listing = listing();
        Path snapshot = cache.snapshot(listing.commit());
        List<HubFile> description = described(listing, listing.description());
        fetch(listing, description, listing.likelyWeights());
        listener.described(snapshot);
        List<HubFile> weights = described(listing, listing.weights(index(snapshot.resolve(Listing.INDEX))));
        fetch(listing, weights, description);
        remember(listing.commit());
        return snapshot;
    }

    /** The snapshot's folder, without the weights. */
    Path describe() throws InterruptedException {
        Listing listing = listing();
        fetch(listing, described(listing, listing.description()), List.of());
        remember(listing.commit());
        return cache.snapshot(listing.commit());
    }

    private Listing listing() throws InterruptedException {
        URI api = http.at("/api/models/" + id.repository() + "/revision/"
                + URLEncoder.encode(id.revision(), StandardCharsets.UTF_8) + "?blobs=true");
        return Listing.read(id, patience.retries().until("the list of files", () -> http.text(id, api)));
    }

    /** A cache that holds the model and can't be written, as an image's, serves as well. */
    private void remember(String commit) {
        try {
            cache.remember(id, commit);
        } catch (CaduceusException e) {
            listener.note(String.valueOf(e.getMessage()));
        }
    }

    private static String index(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw CacheTrouble.at(file, e);
        }
    }

    /** @param others that belong to the model, too: what is told of the progress is about all of it */
    private void fetch(Listing listing, List<HubFile> files, List<HubFile> others) throws InterruptedException {
        String commit = listing.commit();
        List<HubFile> missing =
                files.stream().filter(file -> !cache.has(commit, file)).toList();
        if (missing.isEmpty()) {
            return;
        }
        List<HubFile> all = Stream.concat(files.stream(), others.stream()).toList();
        long total = all.stream().mapToLong(HubFile::size).sum();
        cache.requireSpace(total - arrived(commit, all));
        for (HubFile file : missing) {
            long elsewhere = arrived(commit, all) - cache.arrived(commit, file);
            fetch(commit, file, here -> listener.progress(new Progress(file.name(), elsewhere + here, total)));
        }
    }

    private long arrived(String commit, List<HubFile> files) {
        return files.stream().mapToLong(file -> cache.arrived(commit, file)).sum();
    }

    private void fetch(String commit, HubFile file, LongConsumer arrived) throws InterruptedException {
        if (!cache.hasBlob(file)) {
            try (ProcessLock lock = ProcessLock.acquire(
                    cache.lock(file.hash()),
                    () -> listener.note(file.name() + " is being fetched by another process; waiting for it"))) {
                if (!cache.hasBlob(file)) {
                    download(commit, file, arrived);
                }
            }
        }
        cache.link(commit, file);
        arrived.accept(file.size());
    }

    private void download(String commit, HubFile file, LongConsumer arrived) throws InterruptedException {
        try (PartialFile partial = PartialFile.open(cache.partial(file.hash()), file)) {
            arrived.accept(partial.length());
            new FileDownload(http, id, file, resolve(commit, file.name()), patience).into(partial, arrived);
            partial.publish(cache.blob(file.hash()));
        }
    }

    private URI resolve(String commit, String name) {
        return http.at("/" + id.repository() + "/resolve/" + commit + "/" + name);
    }

    /** By the listing or, at hubs that list names only, by each file's own headers. */
    private List<HubFile> described(Listing listing, List<String> names) throws InterruptedException {
        var files = new ArrayList<HubFile>();
        for (String name : names) {
            HubFile known = listing.described().get(name);
            files.add(
                    known != null
                            ? known
                            : patience.retries()
                                    .until(
                                            name,
                                            () -> described(name, http.head(id, resolve(listing.commit(), name)))));
        }
        return files;
    }

    private HubFile described(String name, HttpHeaders headers) {
        String tag = headers.firstValue("X-Linked-ETag")
                .or(() -> headers.firstValue("ETag"))
                .orElse("")
                .replaceFirst("^W/", "")
                .replace("\"", "");
        long size = headers.firstValueAsLong("X-Linked-Size")
                .orElse(headers.firstValueAsLong("Content-Length").orElse(-1));
        Optional<ContentHash> hash = ContentHash.parse(tag);
        if (hash.isEmpty() || size < 0) {
            throw CaduceusException.of(
                    ErrorCode.DOWNLOAD_FAILED,
                    "the hub gives no size or no hash for %s of %s, so that nothing could check it; try another"
                            + " HF_ENDPOINT",
                    name,
                    id);
        }
        return new HubFile(name, size, hash.get());
    }
}
