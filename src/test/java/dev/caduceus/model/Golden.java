package dev.caduceus.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.schema.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What transformers computed with one of the folders of {@code golden_models.py}.
 *
 * @param positions where {@code logits} were kept, shape [positions, vocab]
 * @param greedy the ids that follow {@code ids}
 */
record Golden(Path folder, int[] ids, int[] positions, int[] greedy, float[][] logits) {
    static final String[] NAMES = {
        "llama-tied-f32",
        "llama3-rope-bf16",
        "mistral-window-f32",
        "llama3-rope-f16-shards",
        "llama-linear-rope-f16",
        "mistral-long-window-bf16",
        "qwen2-tied-bf16",
        "qwen2-window-f16",
        "qwen3-bf16-shards",
        "qwen3-tied-window-bf16",
    };

    /** Of the differences to logits at all positions. */
    double rms(float[][] others) {
        double squares = 0;
        for (int i = 0; i < positions.length; i++) {
            for (int j = 0; j < logits[i].length; j++) {
                squares += Math.pow(others[positions[i]][j] - logits[i][j], 2);
            }
        }
        return Math.sqrt(squares / positions.length / logits[0].length);
    }

    static Path folder(String name) {
        return Path.of("src/test/resources/models", name);
    }

    /** For tests that write beside a model. */
    static void copy(String name, Path target) throws IOException {
        try (Stream<Path> files = Files.list(folder(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
    }

    static Golden read(String name) {
        Path folder = folder(name);
        try {
            JsonNode json = Json.read(Files.readString(folder.resolve("golden.json")));
            int[] positions = ints(json.path("positions"));
            FloatBuffer numbers = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("golden_logits.f32")))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            float[][] logits = new float[positions.length][numbers.remaining() / positions.length];
            for (float[] row : logits) {
                numbers.get(row);
            }
            return new Golden(folder, ints(json.path("ids")), positions, ints(json.path("greedy")), logits);
        } catch (IOException e) {
            throw new AssertionError(folder + ": run src/test/python/golden_models.py", e);
        }
    }

    private static int[] ints(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }

    static double maxDifference(float[] a, float[] b) {
        double max = a.length == b.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            // Not Math.max: a NaN must fail.
            max = Math.abs(a[i] - b[i]) <= max ? max : Math.abs(a[i] - b[i]);
        }
        return max;
    }

    static int argmax(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }
}
