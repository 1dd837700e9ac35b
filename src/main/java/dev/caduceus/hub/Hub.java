package dev.caduceus.hub;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** The Hugging Face hub with its local cache. */
public final class Hub {
    /** Failures in a row; with pauses of up to 30 s between them, about two minutes without a byte. */
    private static final int ATTEMPTS = 8;

    /** Where a model is there already, the hub is only asked whether there is a newer one. */
    private static final int ATTEMPTS_TO_RENEW = 2;

    private static final Duration STALL = Duration.ofSeconds(30);

    private final HubSettings settings;
    private final Retries.Sleeper sleeper;
    private final Duration stall;

    public Hub(HubSettings settings) {
        this(settings, Thread::sleep, STALL);
    }

    Hub(HubSettings settings, Retries.Sleeper sleeper, Duration stall) {
        this.settings = settings;
        this.sleeper = sleeper;
        this.stall = stall;
    }

    /**
     * The folder of a model, every file of it there. What is in the cache is used, what is missing fetched; a branch or
     * tag is looked up anew, and if that fails, the version in the cache serves.
     *
     * @throws CaduceusException {@code DOWNLOAD_FAILED} with what failed and what to do; {@code BAD_MODEL} where the
     *     repository holds no model that could be loaded
     * @throws InterruptedException where the thread is; what has arrived is kept
     */
    public Path fetch(HubId id, DownloadListener listener) throws InterruptedException {
        return fetch(id, listener, folder -> new Snapshot(folder).isComplete(), ModelFetch::run);
    }

    /** The same without the weights: for a model that runs elsewhere, whose tokenizer is needed here. */
    public Path describe(HubId id, DownloadListener listener) throws InterruptedException {
        return fetch(
                id, listener, folder -> Files.isRegularFile(folder.resolve("tokenizer.json")), ModelFetch::describe);
    }

    private interface Fetching {
        Path run(ModelFetch fetch) throws InterruptedException;
    }

    private Path fetch(HubId id, DownloadListener listener, Predicate<Path> complete, Fetching fetching)
            throws InterruptedException {
        RepositoryCache cache = RepositoryCache.of(settings.cache(), id);
        Optional<Path> cached = cache.commitOf(id).map(cache::snapshot).filter(complete);
        if (settings.offline()) {
            return cached.orElseThrow(() -> offline(id, cache));
        }
        if (cached.isPresent() && id.isCommit()) {
            return cached.get();
        }
        try (HubHttp http = new HubHttp(settings, stall)) {
            var retries = new Retries(cached.isPresent() ? ATTEMPTS_TO_RENEW : ATTEMPTS, sleeper, listener::note);
            return fetching.run(new ModelFetch(http, id, cache, new Patience(retries, stall), listener));
        } catch (CaduceusException e) {
            if (cached.isEmpty()) {
                throw e;
            }
            listener.note("%s is taken from the cache as it is: %s".formatted(id, e.getMessage()));
            return cached.get();
        }
    }

    private static CaduceusException offline(HubId id, RepositoryCache cache) {
        String state = cache.commitOf(id)
                .map(commit -> "lacks " + String.join(", ", new Snapshot(cache.snapshot(commit)).missing()) + " in "
                        + cache.snapshot(commit))
                .orElse("has no such revision in " + cache.home());
        return CaduceusException.of(
                ErrorCode.DOWNLOAD_FAILED,
                "HF_HUB_OFFLINE is set, and the cache %s; start once without it to fetch %s",
                state,
                id);
    }
}
