package dev.caduceus.model;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What was made from a model's weights, on disk. Its name holds what it was made from, so nothing in it is ever changed: it is
 * written under another name, brought to the disk and renamed. Two starts at once write two and rename both, to the same
 * bytes; a crash leaves a part behind, which a later start removes.
 */
record DerivedFile(Path path, DerivedLayout layout) {
    private static final System.Logger LOG = System.getLogger(DerivedFile.class.getName());
    private static final String PREFIX = ".caduceus-";
    private static final String WHOLE = ".safetensors";
    private static final String PART = ".part";

    /** Nobody writes on a part for so long. */
    private static final Duration ABANDONED = Duration.ofHours(6);

    /** What is read at a time for the checksum. */
    private static final long SLICE = 1 << 30;

    /** Writes the tensors in the layout's order. */
    interface Contents {
        void writeTo(Output output) throws IOException;
    }

    interface Output {
        void append(MemorySegment bytes) throws IOException;
    }

    /**
     * The file, mapped: taken from what an earlier start left, or made and left for the next one.
     *
     * @param cache where it goes if the model's folder can't be written
     */
    static MemorySegment open(Weights weights, DerivedLayout layout, Contents contents, Path cache) {
        List<DerivedFile> places = List.of(in(weights.folder(), layout), in(cache, layout));
        Path path = places.stream()
                .filter(DerivedFile::isWhole)
                .findFirst()
                .or(() -> places.stream()
                        .filter(place -> place.isWritten(contents))
                        .findFirst())
                .map(DerivedFile::path)
                .orElseThrow(() -> CaduceusException.of(
                        ErrorCode.BAD_MODEL,
                        "The %s weights can be written neither to %s nor to %s (%s MB); make room there, or set"
                                + " caduceus.dtype to bfloat16",
                        layout.kind(),
                        weights.folder(),
                        cache,
                        layout.size() >> 20));
        return map(path, weights.arena());
    }

    private static DerivedFile in(Path folder, DerivedLayout layout) {
        return new DerivedFile(folder.resolve(PREFIX + layout.kind() + "-" + layout.key() + WHOLE), layout);
    }

    /** Whether that is such a file, or a part of one. */
    static boolean isOne(Path path) {
        return String.valueOf(path.getFileName()).startsWith(PREFIX);
    }

    /** By the XDG base directory rules. */
    static Path cacheFolder() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("caduceus");
    }

    /** Read-only: the file's bytes are never those of another process's mistake. */
    private static MemorySegment map(Path path, Arena arena) {
        try (FileChannel channel = FileChannel.open(path)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException e) {
            throw BadModel.unreadable(path, e);
        }
    }

    /** Whether it is there, of the right size, and every byte as it was written. */
    private boolean isWhole() {
        try (FileChannel channel = FileChannel.open(path);
                Arena arena = Arena.ofConfined()) {
            if (channel.size() != layout.size()) {
                return false;
            }
            MemorySegment content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            var checksum = new CRC32C();
            int dataBegin = layout.header(0).length;
            for (long at = dataBegin; at < content.byteSize(); at += SLICE) {
                long length = Math.min(SLICE, content.byteSize() - at);
                checksum.update(content.asSlice(at, length).asByteBuffer());
            }
            MemorySegment expected = MemorySegment.ofArray(layout.header(checksum.getValue()));
            return content.asSlice(0, dataBegin).mismatch(expected) < 0;
        } catch (IOException e) {
            return false; // as good as none: it is made anew
        }
    }

    private boolean isWritten(Contents contents) {
        LOG.log(Level.INFO, "Rounding the weights to {0}, once: {1}", layout.kind(), path);
        try {
            write(contents);
            return true;
        } catch (IOException e) {
            LOG.log(Level.INFO, "Can''t be written: {0}", e.toString());
            return false;
        }
    }

    private void write(Contents contents) throws IOException {
        Path folder = Files.createDirectories(path.toAbsolutePath().getParent());
        removeOld(folder);
        Path part = Files.createTempFile(folder, PREFIX + layout.kind() + "-" + layout.key() + ".", PART);
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                write(channel, contents);
                channel.force(true);
            }
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        try (FileChannel directory = FileChannel.open(folder)) {
            directory.force(true);
        }
    }

    private void write(FileChannel channel, Contents contents) throws IOException {
        var checksum = new CRC32C();
        channel.position(layout.header(0).length);
        contents.writeTo(bytes -> {
            checksum.update(bytes.asByteBuffer());
            append(channel, bytes.asByteBuffer());
        });
        channel.position(0);
        append(channel, ByteBuffer.wrap(layout.header(checksum.getValue())));
    }

    private static void append(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Parts that nobody finished. Where models share a folder, whole files of others are left alone. */
    private static void removeOld(Path folder) throws IOException {
        Instant limit = Instant.now().minus(ABANDONED);
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.filter(DerivedFile::isOne).toList()) {
                if (entry.toString().endsWith(PART)
                        && Files.getLastModifiedTime(entry).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(entry);
                }
            }
        }
    }
}
