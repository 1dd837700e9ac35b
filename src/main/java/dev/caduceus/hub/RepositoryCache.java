package dev.caduceus.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A repository's places in the hub's local cache.
 *
 * @param root the folder of all repositories
 * @param folder the repository's name as a folder's: {@code models--owner--name}
 */
record RepositoryCache(Path root, String folder) {
    static RepositoryCache of(Path root, HubId id) {
        return new RepositoryCache(root, "models--" + id.repository().replace("/", "--"));
    }

    Path home() {
        return root.resolve(folder);
    }

    Path snapshot(String commit) {
        return home().resolve("snapshots").resolve(commit);
    }

    Path blob(ContentHash hash) {
        return home().resolve("blobs").resolve(hash.hex());
    }

    Path partial(ContentHash hash) {
        return home().resolve("blobs").resolve(hash.hex() + ".incomplete");
    }

    Path lock(ContentHash hash) {
        return root.resolve(".locks").resolve(folder).resolve(hash.hex() + ".lock");
    }

    private Path ref(String revision) {
        return home().resolve("refs").resolve(revision);
    }

    /** The commit that a revision was when somebody last looked; empty where nobody did. */
    Optional<String> commitOf(HubId id) {
        if (id.isCommit()) {
            return Optional.of(id.revision());
        }
        try {
            String commit = Files.readString(ref(id.revision())).strip();
            return HubId.isCommit(commit) ? Optional.of(commit) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw CacheTrouble.at(ref(id.revision()), e);
        }
    }

    /** Notes which commit a revision is. */
    void remember(HubId id, String commit) {
        if (id.isCommit() || commitOf(id).filter(commit::equals).isPresent()) {
            return;
        }
        Path ref = ref(id.revision());
        try {
            Files.createDirectories(ref.getParent());
            Path written = Files.createTempFile(ref.getParent(), "ref", ".tmp");
            Files.writeString(written, commit);
            Files.move(written, ref, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw CacheTrouble.at(ref, e);
        }
    }

    /** Whether {@code file} is in the snapshot already, as a link or as itself. */
    boolean has(String commit, HubFile file) {
        return isWhole(snapshot(commit).resolve(file.name()), file);
    }

    boolean hasBlob(HubFile file) {
        return isWhole(blob(file.hash()), file);
    }

    private static boolean isWhole(Path path, HubFile file) {
        try {
            return Files.isRegularFile(path) && Files.size(path) == file.size();
        } catch (IOException e) {
            return false;
        }
    }

    /** Bytes of {@code file} that need not be asked for again. */
    long arrived(String commit, HubFile file) {
        if (has(commit, file) || hasBlob(file)) {
            return file.size();
        }
        try {
            return Math.min(file.size(), Files.size(partial(file.hash())));
        } catch (IOException e) {
            return 0;
        }
    }

    /** Puts the file's blob into a snapshot under its name: a relative link, so that the cache may be moved. */
    void link(String commit, HubFile file) {
        Path snapshot = snapshot(commit);
        Path link = snapshot.resolve(file.name());
        Path blob = blob(file.hash());
        try {
            Files.createDirectories(snapshot);
            Path target = snapshot.relativize(blob);
            if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target)) {
                return;
            }
            // Another process may be reading here: at no moment is the name without its file.
            Path fresh = link.resolveSibling("." + file.name() + "." + System.nanoTime());
            Files.createSymbolicLink(fresh, target);
            Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (UnsupportedOperationException e) {
            copy(blob, link);
        } catch (IOException e) {
            throw CacheTrouble.at(link, e);
        }
    }

    /** Where the file system has no links. */
    private static void copy(Path blob, Path target) {
        try {
            Files.copy(blob, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw CacheTrouble.at(target, e);
        }
    }

    /** @throws dev.caduceus.chat.CaduceusException {@code DOWNLOAD_FAILED} where {@code bytes} more don't fit */
    void requireSpace(long bytes) {
        Path blobs = home().resolve("blobs");
        try {
            Files.createDirectories(blobs);
            long free = Files.getFileStore(blobs).getUsableSpace();
            if (free < bytes) {
                throw CacheTrouble.tooSmall(blobs, bytes, free);
            }
        } catch (IOException e) {
            throw CacheTrouble.at(blobs, e);
        }
    }
}
