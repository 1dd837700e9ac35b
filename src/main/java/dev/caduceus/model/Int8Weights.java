package dev.caduceus.model;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.model.Int8Layout.Tensors;
import dev.caduceus.model.Weights.Place;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model's int8 weights, mapped: taken from the file that an earlier start left, or made and left for the next one.
 *
 * @param file its index among the network's files
 * @param content the whole of it
 */
record Int8Weights(int file, MemorySegment content, List<Tensors> tensors) {
    private static final System.Logger LOG = System.getLogger(Int8Weights.class.getName());

    /** Changes with anything that changes the numbers, or their key. */
    private static final String FORMAT = "int8, a scale for each output, rounded to bfloat16; 2";

    static Int8Weights open(Weights weights, NetworkWeights networkWeights, Network network) {
        return open(weights, networkWeights, network, cacheFolder());
    }

    /** @param cache where the file goes if the model's folder can't be written */
    static Int8Weights open(Weights weights, NetworkWeights networkWeights, Network network, Path cache) {
        var layout = new Int8Layout(ContentKey.of(FORMAT, weights), networkWeights.products());
        List<Int8File> places = List.of(Int8File.in(weights.folder(), layout), Int8File.in(cache, layout));
        Path path = places.stream()
                .filter(Int8File::isWhole)
                .findFirst()
                .or(() -> places.stream()
                        .filter(place -> isWritten(place, network))
                        .findFirst())
                .map(Int8File::path)
                .orElseThrow(() -> CaduceusException.of(
                        ErrorCode.BAD_MODEL,
                        "The int8 weights can be written neither to %s nor to %s (%s MB); make room there, or set"
                                + " caduceus.dtype to bfloat16",
                        weights.folder(),
                        cache,
                        layout.size() >> 20));
        MemorySegment content = map(path, weights.arena());
        return new Int8Weights(network.addFile(content), content, layout.tensors());
    }

    private static boolean isWritten(Int8File file, Network network) {
        LOG.log(Level.INFO, "Rounding the weights to int8, once: {0}", file.path());
        try {
            file.write(network);
            return true;
        } catch (IOException e) {
            LOG.log(Level.INFO, "Can''t be written: {0}", e.toString());
            return false;
        }
    }

    /** Read-only: the file's bytes are never those of another process's mistake. */
    private static MemorySegment map(Path path, Arena arena) {
        try (FileChannel channel = FileChannel.open(path)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException e) {
            throw BadModel.unreadable(path, e);
        }
    }

    /** By the XDG base directory rules. */
    private static Path cacheFolder() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("caduceus");
    }

    int count() {
        return tensors.size();
    }

    /** A product's matrix is not read again. */
    void letGo(int product) {
        SafetensorsHeader.Tensor matrix = tensors.get(product).matrix();
        Pages.letGo(content.asSlice(matrix.begin(), matrix.end() - matrix.begin()));
    }

    /** A product's matrix and its scales. */
    List<Place> places(int product) {
        Tensors of = tensors.get(product);
        return List.of(new Place(file, of.matrix()), new Place(file, of.scales()));
    }
}
