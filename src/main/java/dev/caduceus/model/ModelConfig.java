package dev.caduceus.model;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A checked {@code config.json}: the shape of the network.
 *
 * @param layers number of layers
 * @param hiddenSize width of the residual stream, E
 * @param feedForwardSize F
 * @param heads query heads, H; a multiple of {@code kvHeads}
 * @param kvHeads key and value heads
 * @param headSize D, even
 * @param vocabularySize rows of the embedding; may be padded past the tokenizer's vocabulary
 * @param maxPositions the longest context the model was made for
 * @param slidingWindow positions a token sees, its own included; 0 = all before it
 * @param rmsNormEps added to the mean square before its root
 * @param tiedHead the embedding is the output matrix too
 */
public record ModelConfig(
        Architecture architecture,
        int layers,
        int hiddenSize,
        int feedForwardSize,
        int heads,
        int kvHeads,
        int headSize,
        int vocabularySize,
        int maxPositions,
        int slidingWindow,
        double rmsNormEps,
        Rope rope,
        boolean tiedHead) {

    /** The networks that this engine knows, by the name that config.json gives them. */
    public enum Architecture {
        LLAMA("LlamaForCausalLM"),
        /** A Llama with a sliding window. */
        MISTRAL("MistralForCausalLM"),
        /** A Llama with biases on queries, keys and values. */
        QWEN2("Qwen2ForCausalLM"),
        /** A Llama that norms each head of queries and keys before it is turned. Hermes 4 14B is one. */
        QWEN3("Qwen3ForCausalLM");

        private final String className;

        Architecture(String className) {
            this.className = className;
        }

        boolean hasQkvBiases() {
            return this == QWEN2;
        }

        boolean hasHeadNorms() {
            return this == QWEN3;
        }

        boolean isQwen() {
            return this == QWEN2 || this == QWEN3;
        }
    }

    /** Far above every published model (10 M positions); keeps products of sizes within a long. */
    static final int MAX_POSITIONS = 1 << 24;

    private static final int MAX_SIZE = 1 << 20;
    private static final int MAX_VOCABULARY = 1 << 22;

    /** The values that transformers' MistralConfig, Qwen2Config and Qwen3Config assume where the file is silent. */
    private static final int MISTRAL_KV_HEADS = 8;

    private static final int QWEN_KV_HEADS = 32;
    private static final int QWEN3_HEAD_SIZE = 128;
    private static final int WINDOW = 4096;
    private static final int QWEN_FULL_LAYERS = 28;

    /** @param folder of a model; a message names the file, the key, the value and what it should be */
    static ModelConfig read(Path folder) {
        JsonFile json = JsonFile.required(folder.resolve("config.json"));
        Architecture architecture = architecture(json);
        refuseVariants(json);
        int heads = json.count("num_attention_heads", MAX_SIZE);
        int kvHeads = json.count(
                "num_key_value_heads",
                MAX_SIZE,
                switch (architecture) {
                    case LLAMA -> heads;
                    case MISTRAL -> MISTRAL_KV_HEADS;
                    case QWEN2, QWEN3 -> QWEN_KV_HEADS;
                });
        if (heads % kvHeads != 0) {
            throw BadModel.in(json.path(), "num_key_value_heads", "a divisor of " + heads + " heads", kvHeads);
        }
        int layers = json.count("num_hidden_layers", MAX_SIZE);
        int hiddenSize = json.count("hidden_size", MAX_SIZE);
        return new ModelConfig(
                architecture,
                layers,
                hiddenSize,
                json.count("intermediate_size", MAX_SIZE),
                heads,
                kvHeads,
                headSize(json, architecture == Architecture.QWEN3 ? QWEN3_HEAD_SIZE : hiddenSize / heads),
                json.count("vocab_size", MAX_VOCABULARY),
                json.count("max_position_embeddings", MAX_POSITIONS),
                architecture.isQwen() ? qwensWindow(json, layers) : slidingWindow(json, architecture),
                json.positive("rms_norm_eps"),
                Rope.read(json),
                json.flag("tie_word_embeddings", false));
    }

    private static Architecture architecture(JsonFile json) {
        List<String> named = json.root()
                .path("architectures")
                .valueStream()
                .map(node -> node.asText())
                .toList();
        return Arrays.stream(Architecture.values())
                .filter(known -> named.contains(known.className))
                .findFirst()
                .orElseThrow(() -> CaduceusException.of(
                        ErrorCode.UNKNOWN_ARCHITECTURE,
                        "%s: architecture %s is not known; known are %s",
                        json.path(),
                        named.isEmpty() ? "(none)" : String.join(", ", named),
                        Arrays.stream(Architecture.values())
                                .map(known -> known.className)
                                .collect(Collectors.joining(", "))));
    }

    /** What these architectures can be configured to and this network does not do: refused rather than computed wrongly. */
    private static void refuseVariants(JsonFile json) {
        String activation = json.text("hidden_act", "silu");
        if (!activation.equals("silu")) {
            throw BadModel.in(json.path(), "hidden_act", "silu", activation);
        }
        for (String bias : List.of("attention_bias", "mlp_bias")) {
            if (json.flag(bias, false)) {
                throw BadModel.in(json.path(), bias, "false (biases are not supported)", true);
            }
        }
        if (json.has("quantization_config")) {
            throw BadModel.in(
                    json.path(),
                    "quantization_config",
                    "none (give the float32, float16 or bfloat16 weights)",
                    json.object("quantization_config").text("quant_method", "one"));
        }
    }

    private static int headSize(JsonFile json, int fallback) {
        int headSize = json.count("head_dim", MAX_SIZE, fallback);
        if (headSize % 2 != 0 || headSize == 0) {
            throw BadModel.in(json.path(), "head_dim (or hidden_size / num_attention_heads)", "an even size", headSize);
        }
        return headSize;
    }

    private static int slidingWindow(JsonFile json, Architecture architecture) {
        // Saved files write an absent window as null; only a hand-written one lacks the key.
        boolean isNone = json.root().has("sliding_window") && !json.has("sliding_window");
        return architecture == Architecture.LLAMA || isNone ? 0 : json.count("sliding_window", MAX_POSITIONS, WINDOW);
    }

    /** Switched on by a flag, and for the layers from {@code max_window_layers} on or those that a list names. */
    private static int qwensWindow(JsonFile json, int layers) {
        int window = slidingWindow(json, Architecture.QWEN2);
        if (!json.flag("use_sliding_window", false) || window == 0) {
            return 0;
        }
        long slidingLayers = json.has("layer_types")
                ? json.root()
                        .path("layer_types")
                        .valueStream()
                        .filter(type -> type.asText().equals("sliding_attention"))
                        .count()
                : Math.max(0, layers - json.countOrNone("max_window_layers", QWEN_FULL_LAYERS));
        if (slidingLayers != 0 && slidingLayers != layers) {
            throw BadModel.in(
                    json.path(),
                    "use_sliding_window",
                    "a window in every layer or in none (with false, texts of up to %s tokens come out the same)"
                            .formatted(window),
                    "one in %s of %s layers".formatted(slidingLayers, layers));
        }
        return slidingLayers == 0 ? 0 : window;
    }
}
