package dev.caduceus.model;

import dev.caduceus.model.Int8Layout.Tensors;
import dev.caduceus.model.Weights.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The int8 weights of a model on disk. Its name holds what it was made from, so nothing in it is ever changed: it is
 * written under another name, brought to the disk and renamed. Two starts at once write two and rename both, to the same
 * bytes; a crash leaves a part behind, which a later start removes.
 */
record Int8File(Path path, Int8Layout layout) {
    private static final String PREFIX = ".caduceus-int8-";
    private static final String WHOLE = ".safetensors";
    private static final String PART = ".part";

    /** Nobody writes on a part for so long. */
    private static final Duration ABANDONED = Duration.ofHours(6);

    /** Numbers that are rounded and written at a time. */
    private static final long BLOCK = 4 << 20;

    /** What is read at a time for the checksum. */
    private static final long SLICE = 1 << 30;

    static Int8File in(Path folder, Int8Layout layout) {
        return new Int8File(folder.resolve(PREFIX + layout.key() + WHOLE), layout);
    }

    /** Whether that is such a file, or a part of one. */
    static boolean isOne(Path path) {
        return String.valueOf(path.getFileName()).startsWith(PREFIX);
    }

    /** Whether it is there, of the right size, and every byte as it was written. */
    boolean isWhole() {
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

    /** @param network which has the model's files */
    void write(Network network) throws IOException {
        Path folder = Files.createDirectories(path.toAbsolutePath().getParent());
        removeOld(folder);
        Path part = Files.createTempFile(folder, PREFIX + layout.key() + ".", PART);
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                write(channel, network);
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

    private void write(FileChannel channel, Network network) throws IOException {
        var checksum = new CRC32C();
        List<Tensors> tensors = layout.tensors();
        channel.position(tensors.getFirst().matrix().begin());
        var scales = new ArrayList<byte[]>();
        try (Arena arena = Arena.ofShared()) {
            // Room for a block and its scales: a row has at least as many numbers as its scale has bytes.
            MemorySegment memory = arena.allocate(largestBlock() * (1 + Dtype.F32.bytes));
            int file = network.addFile(memory);
            try {
                for (List<Place> parts : layout.products()) {
                    for (Place block : parts.stream().flatMap(Int8File::blocks).toList()) {
                        network.quantise(block, file);
                        long rows = block.tensor().shape().getFirst();
                        long count = block.tensor().count();
                        append(channel, checksum, memory.asSlice(0, count).asByteBuffer());
                        scales.add(memory.asSlice(count, rows * Dtype.F32.bytes).toArray(ValueLayout.JAVA_BYTE));
                    }
                }
            } finally {
                network.dropLastFile();
            }
        }
        for (byte[] factors : scales) {
            append(channel, checksum, ByteBuffer.wrap(factors));
        }
        channel.position(0);
        append(channel, new CRC32C(), ByteBuffer.wrap(layout.header(checksum.getValue())));
    }

    private static void append(FileChannel channel, CRC32C checksum, ByteBuffer bytes) throws IOException {
        checksum.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private long largestBlock() {
        return layout.products().stream()
                .flatMap(List::stream)
                .flatMap(Int8File::blocks)
                .mapToLong(block -> block.tensor().count())
                .max()
                .orElseThrow();
    }

    /** Some rows of a matrix after the other. */
    private static Stream<Place> blocks(Place matrix) {
        long rows = matrix.tensor().shape().getFirst();
        long columns = matrix.tensor().shape().getLast();
        long atOnce = Math.max(1, BLOCK / columns);
        return Stream.iterate(0L, row -> row < rows, row -> row + atOnce).map(row -> {
            long count = Math.min(atOnce, rows - row);
            long begin =
                    matrix.tensor().begin() + row * columns * matrix.tensor().dtype().bytes;
            long end = begin + count * columns * matrix.tensor().dtype().bytes;
            return new Place(
                    matrix.file(),
                    new SafetensorsHeader.Tensor(matrix.tensor().dtype(), List.of(count, columns), begin, end));
        });
    }

    /** Parts that nobody finished. Where models share a folder, whole files of others are left alone. */
    private static void removeOld(Path folder) throws IOException {
        Instant limit = Instant.now().minus(ABANDONED);
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.filter(Int8File::isOne).toList()) {
                if (entry.toString().endsWith(PART)
                        && Files.getLastModifiedTime(entry).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(entry);
                }
            }
        }
    }
}
