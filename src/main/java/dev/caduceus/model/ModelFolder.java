package dev.caduceus.model;

import java.nio.file.Path;

/**
 * A folder whose files agree with each other; its weights are open.
 *
 * @param name how clients call the model
 * @param networkWeights which of the weights is what
 */
record ModelFolder(
        String name,
        ModelConfig config,
        GenerationConfig generationConfig,
        Weights weights,
        NetworkWeights networkWeights) {

    static ModelFolder read(Path folder) {
        ModelConfig config = ModelConfig.read(folder);
        GenerationConfig generationConfig = GenerationConfig.read(folder, config.vocabularySize());
        Weights weights = Weights.open(folder);
        try {
            NetworkWeights networkWeights = NetworkWeights.find(weights, config);
            return new ModelFolder(nameOf(folder), config, generationConfig, weights, networkWeights);
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    /** The folder's name; in Hugging Face's cache (models--owner--name/snapshots/commit) the repository's. */
    private static String nameOf(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        for (Path part : path) {
            if (part.toString().startsWith("models--")) {
                return part.toString().substring("models--".length()).replace("--", "/");
            }
        }
        return String.valueOf(path.getFileName());
    }
}
