package dev.caduceus.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A model's folder in the cache, looked at without the hub. */
record Snapshot(Path folder) {

    /** Whether a model could be loaded from here. */
    boolean isComplete() {
        return missing().isEmpty();
    }

    /** What a model needs and the folder does not hold. */
    List<String> missing() {
        var needed = new ArrayList<>(List.of("config.json", "tokenizer.json"));
        Path index = folder.resolve(Listing.INDEX);
        if (Files.isRegularFile(index)) {
            try {
                needed.addAll(ShardIndex.read(index.toString(), Files.readString(index)));
            } catch (IOException e) {
                throw CacheTrouble.at(index, e);
            }
        } else if (!hasWeights()) {
            needed.add("model.safetensors");
        }
        return needed.stream()
                .filter(name -> !Files.isRegularFile(folder.resolve(name)))
                .toList();
    }

    private boolean hasWeights() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(
                    file -> Listing.isWeights(file.getFileName().toString()) && Files.isRegularFile(file));
        } catch (IOException e) {
            return false;
        }
    }
}
