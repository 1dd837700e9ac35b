package dev.caduceus.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.schema.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Writes a model folder of Llama 3.2 1B's shape with random weights, 2.5 GB, or with {@code -Dshape=3b} 6.4 GB of a 3B's,
 * to time what depends on shapes alone. No test of the gate: {@code ./mvnw -q test -Dtest=RandomFolder -Dfolder=…
 * -Dtokenizer=…}, the latter a folder with the tokenizer of Llama 3, some of whose reserved tokens become the markup that
 * Hermes' models have.
 */
class RandomFolder {
    private static final int VOCABULARY = 128_256;

    /** Llama 3.2's, of which Hermes 3 has the larger one. */
    private record Shape(int hidden, int layers, int heads, int kvHeads, int headSize, int inner) {
        private static final Map<String, Shape> ALL =
                Map.of("1b", new Shape(2048, 16, 32, 8, 64, 8192), "3b", new Shape(3072, 28, 24, 8, 128, 8192));
    }

    private final Shape shape = Shape.ALL.get(System.getProperty("shape", "1b"));

    /** Four bfloat16 numbers: sign and mantissa random, exponent -6, so that matrices neither blow up nor die out. */
    private static final long RANDOM_BITS = 0x807F_807F_807F_807FL;

    private static final long EXPONENTS = 0x3C80_3C80_3C80_3C80L;
    private static final long ONES = 0x3F80_3F80_3F80_3F80L;

    private static final List<String> MARKUP =
            List.of("<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>");

    private final Map<String, int[]> shapes = new LinkedHashMap<>();

    @Test
    void writes_the_folder() throws IOException {
        Path folder = Files.createDirectories(Path.of(System.getProperty("folder")));
        tokenizer(Path.of(System.getProperty("tokenizer", "package/models")), folder);
        ObjectNode config = Json.MAPPER.createObjectNode();
        config.putArray("architectures").add("LlamaForCausalLM");
        config.put("model_type", "llama").put("vocab_size", VOCABULARY).put("hidden_size", shape.hidden);
        config.put("intermediate_size", shape.inner).put("num_hidden_layers", shape.layers);
        config.put("num_attention_heads", shape.heads).put("num_key_value_heads", shape.kvHeads);
        config.put("head_dim", shape.headSize).put("hidden_act", "silu");
        config.put("rms_norm_eps", 1e-5).put("rope_theta", 500_000.0).put("max_position_embeddings", 8192);
        config.put("tie_word_embeddings", true).put("torch_dtype", "bfloat16");
        Files.writeString(folder.resolve("config.json"), Json.write(config));
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": 128003}");
        weights(folder.resolve("model.safetensors"));
    }

    private static void tokenizer(Path from, Path folder) throws IOException {
        ObjectNode tokenizer = (ObjectNode) Json.read(Files.readString(from.resolve("tokenizer.json")));
        int renamed = 0;
        for (JsonNode added : (ArrayNode) tokenizer.get("added_tokens")) {
            boolean reserved = added.get("content").asText().startsWith("<|reserved_special_token_");
            if (reserved && renamed < MARKUP.size()) {
                ((ObjectNode) added).put("content", MARKUP.get(renamed++));
            }
        }
        Files.writeString(folder.resolve("tokenizer.json"), Json.write(tokenizer));
        Files.copy(
                from.resolve("tokenizer_config.json"),
                folder.resolve("tokenizer_config.json"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private void weights(Path file) throws IOException {
        int hidden = shape.hidden;
        int heads = shape.heads * shape.headSize;
        int kvHeads = shape.kvHeads * shape.headSize;
        shapes.put("model.embed_tokens.weight", new int[] {VOCABULARY, hidden});
        for (int layer = 0; layer < shape.layers; layer++) {
            String prefix = "model.layers." + layer + ".";
            shapes.put(prefix + "input_layernorm.weight", new int[] {hidden});
            shapes.put(prefix + "self_attn.q_proj.weight", new int[] {heads, hidden});
            shapes.put(prefix + "self_attn.k_proj.weight", new int[] {kvHeads, hidden});
            shapes.put(prefix + "self_attn.v_proj.weight", new int[] {kvHeads, hidden});
            shapes.put(prefix + "self_attn.o_proj.weight", new int[] {hidden, heads});
            shapes.put(prefix + "post_attention_layernorm.weight", new int[] {hidden});
            shapes.put(prefix + "mlp.gate_proj.weight", new int[] {shape.inner, hidden});
            shapes.put(prefix + "mlp.up_proj.weight", new int[] {shape.inner, hidden});
            shapes.put(prefix + "mlp.down_proj.weight", new int[] {hidden, shape.inner});
        }
        shapes.put("model.norm.weight", new int[] {hidden});
        ObjectNode header = Json.MAPPER.createObjectNode();
        long end = 0;
        for (var tensor : shapes.entrySet()) {
            ObjectNode place = header.putObject(tensor.getKey()).put("dtype", "BF16");
            ArrayNode sizes = place.putArray("shape");
            for (int size : tensor.getValue()) {
                sizes.add(size);
            }
            long begin = end;
            end += 2 * count(tensor.getValue());
            place.putArray("data_offsets").add(begin).add(end);
        }
        write(file, Json.write(header));
    }

    private void write(Path file, String header) throws IOException {
        byte[] json = (header + " ".repeat((8 - header.length() % 8) % 8)).getBytes(StandardCharsets.UTF_8);
        var random = new SplittableRandom(1);
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, json.length));
            out.write(ByteBuffer.wrap(json));
            for (int[] sizes : shapes.values()) {
                for (long left = count(sizes); left > 0; left -= 4) {
                    buffer.putLong(sizes.length == 1 ? ONES : (random.nextLong() & RANDOM_BITS) | EXPONENTS);
                    if (!buffer.hasRemaining() || left == 4) {
                        buffer.flip();
                        while (buffer.hasRemaining()) {
                            out.write(buffer);
                        }
                        buffer.clear();
                    }
                }
            }
        }
    }

    private static long count(int[] shape) {
        long count = 1;
        for (int size : shape) {
            count *= size;
        }
        return count;
    }
}
