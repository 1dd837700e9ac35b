package dev.caduceus.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The weights of a folder, mapped into memory read-only, found by name and expected shape. Closing it unmaps the files:
 * nothing may look at them afterwards.
 */
final class Weights implements AutoCloseable {
    private final WeightFiles where;
    private final Arena arena;
    private final List<MemorySegment> contents = new ArrayList<>();
    private final Map<String, Place> places = new HashMap<>();

    /**
     * A tensor in a file.
     *
     * @param file index of the file, as in {@link #contents}
     */
    record Place(int file, SafetensorsHeader.Tensor tensor) {
        /** file, first byte, rows, columns (0 for a vector), libtorch's number for the type: what the network reads. */
        List<Long> toNumbers() {
            List<Long> shape = tensor.shape();
            return List.of((long) file, tensor.begin(), shape.getFirst(), shape.size() == 2 ? shape.get(1) : 0, (long)
                    tensor.dtype().torchCode);
        }

        long rows() {
            return tensor.shape().getFirst();
        }

        long columns() {
            return tensor.shape().getLast();
        }

        /** A matrix, some rows after the other. */
        Stream<Place> blocks(long rowsAtOnce) {
            return Stream.iterate(0L, row -> row < rows(), row -> row + rowsAtOnce)
                    .map(row -> block(row, Math.min(rowsAtOnce, rows() - row)));
        }

        private Place block(long row, long count) {
            long rowBytes = columns() * tensor.dtype().bytes;
            long begin = tensor.begin() + row * rowBytes;
            var shape = List.of(count, columns());
            return new Place(
                    file, new SafetensorsHeader.Tensor(tensor.dtype(), shape, begin, begin + count * rowBytes));
        }
    }

    private Weights(WeightFiles where, Arena arena) {
        this.where = where;
        this.arena = arena;
    }

    static Weights open(Path folder) {
        WeightFiles where = WeightFiles.find(folder);
        Weights weights = new Weights(where, Arena.ofShared());
        try {
            where.files().forEach(weights::add);
            weights.checkIndex();
            return weights;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    private void add(Path path) {
        MemorySegment content;
        try (FileChannel channel = FileChannel.open(path)) {
            content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException e) {
            throw BadModel.unreadable(path, e);
        }
        int file = contents.size();
        contents.add(content);
        SafetensorsHeader.read(path, content).tensors().forEach((name, tensor) -> {
            Place other = places.put(name, new Place(file, tensor));
            if (other != null) {
                throw BadModel.in(path, name, "one file with it", "another in " + file(other));
            }
        });
    }

    private void checkIndex() {
        where.fileOf().forEach((name, path) -> {
            Place place = places.get(name);
            if (place == null || !file(place).equals(path)) {
                throw BadModel.in(
                        path, name, "the tensor, by the index", place == null ? "none" : "it in " + file(place));
            }
        });
    }

    /** Whole files, as bytes. */
    List<MemorySegment> contents() {
        return contents;
    }

    /** The files' paths, in the order of {@link #contents}. */
    List<Path> files() {
        return where.files();
    }

    Path folder() {
        return where.folder();
    }

    Arena arena() {
        return arena;
    }

    Set<String> names() {
        return places.keySet();
    }

    /** The tensor of that name, a matrix or a vector, which must have that shape and a float type. */
    Place find(String name, long... shape) {
        Place place = places.get(name);
        List<Long> expected = Arrays.stream(shape).boxed().toList();
        if (place == null) {
            throw BadModel.in(where.folder(), name, "a tensor of shape " + expected, "none");
        }
        if (!place.tensor.shape().equals(expected)) {
            throw BadModel.in(file(place), name + " shape", expected + " by config.json", place.tensor.shape());
        }
        if (!place.tensor.dtype().isWeight()) {
            throw BadModel.in(file(place), name + " dtype", "F32, F16 or BF16", place.tensor.dtype());
        }
        return place;
    }

    /** A tensor that is not read again, or hardly: its pages leave memory, and come back from the file where one is. */
    void letGo(Place place) {
        SafetensorsHeader.Tensor tensor = place.tensor;
        Pages.letGo(contents.get(place.file).asSlice(tensor.begin(), tensor.end() - tensor.begin()));
    }

    /** @param name one of {@link #names} */
    Path fileOf(String name) {
        return file(Objects.requireNonNull(places.get(name), name));
    }

    private Path file(Place place) {
        return where.files().get(place.file);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
