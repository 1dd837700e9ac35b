package dev.caduceus.model;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is expensive about a loaded model, on its way over a {@link Shelf}.
 *
 * @param of which folder in which state, loaded in which way
 * @param files the arena of the mapped weights
 * @param rows the ids whose keys and values stand in the cache, slot by slot
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Kept(String of, Network network, Arena files, int[][] rows) {
    /** What lies on the shelf where it is of the same; anything else that lies there is closed. */
    static Optional<Kept> take(Shelf shelf, String of) {
        Map<String, Object> things = shelf.take();
        if (things.isEmpty()) {
            return Optional.empty();
        }
        var network = new Network(thing(things, PtNDManager.class), thing(things, PtSymbolBlock.class));
        var kept = new Kept(
                thing(things, String.class), network, thing(things, Arena.class), thing(things, int[][].class));
        if (kept.of.equals(of)) {
            return Optional.of(kept);
        }
        kept.close();
        return Optional.empty();
    }

    /** Puts it there, or closes it where nothing is kept. */
    void putOrClose(Shelf shelf) {
        boolean taken = shelf.put(Map.of(
                String.class.getName(),
                of,
                PtNDManager.class.getName(),
                network.manager(),
                PtSymbolBlock.class.getName(),
                network.module(),
                Arena.class.getName(),
                files,
                int[][].class.getName(),
                rows));
        if (!taken) {
            close();
        }
    }

    private static <T> T thing(Map<String, Object> things, Class<T> type) {
        return type.cast(Objects.requireNonNull(things.get(type.getName()), type.getName()));
    }

    private void close() {
        network.close();
        if (files.scope().isAlive()) {
            files.close();
        }
    }

    /**
     * Names the folder, each file's size and time, the options and the network's source.
     *
     * @param decided what was made of the folder and the options
     */
    static String describe(Path folder, LoadOptions options, List<Record> decided) {
        try (Stream<Path> files = Files.list(folder)) {
            String stamps = files.filter(file -> !DerivedFile.isOne(file))
                    .sorted()
                    .map(Kept::stamp)
                    .collect(Collectors.joining(","));
            return String.join(
                    "|",
                    folder.toRealPath().toString(),
                    stamps,
                    options.toString(),
                    decided.toString(),
                    Integer.toHexString(Network.source().hashCode()));
        } catch (IOException e) {
            throw BadModel.unreadable(folder, e);
        }
    }

    private static String stamp(Path file) {
        try {
            return "%s %d %s".formatted(file.getFileName(), Files.size(file), Files.getLastModifiedTime(file));
        } catch (IOException e) {
            throw BadModel.unreadable(file, e);
        }
    }
}
