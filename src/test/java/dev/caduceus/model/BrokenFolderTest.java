package dev.caduceus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A folder that contradicts itself is refused with file, what, expected and found, before libtorch is asked to read it. */
class BrokenFolderTest {
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final String NORM = "\"model.norm.weight\":{\"dtype\":\"F32\",\"shape\":[64],";

    @TempDir
    Path temporary;

    /** What is done to a good folder. */
    private interface Breakage {
        void on(Path folder) throws IOException;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void a_broken_folder_is_refused(String message, ErrorCode code, String original, Breakage breakage)
            throws IOException {
        Path folder = copyOf(original);
        breakage.on(folder);
        CaduceusException refusal = catchThrowableOfType(
                CaduceusException.class,
                () -> LlamaModel.open(folder, LoadOptions.DEFAULT).close());
        assertThat(refusal).as("refused").isNotNull();
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal).hasMessageContaining(folder.toString()).hasMessageContaining(message);
    }

    static Stream<Arguments> a_broken_folder_is_refused() {
        return Stream.of(configs(), variants(), headers(), files(), shards()).flatMap(cases -> cases);
    }

    private static Stream<Arguments> configs() {
        return Stream.of(
                bad("config.json is missing. A model's folder holds", folder -> Files.delete(folder.resolve(CONFIG))),
                bad("content: expected a JSON object", edit(CONFIG, text -> text.substring(0, 40))),
                bad("content: expected a JSON object but found ARRAY", edit(CONFIG, text -> "[]")),
                Arguments.of(
                        "architecture GPT2LMHeadModel is not known; known are LlamaForCausalLM, MistralForCausalLM,"
                                + " Qwen2ForCausalLM, Qwen3ForCausalLM",
                        ErrorCode.UNKNOWN_ARCHITECTURE,
                        "llama-tied-f32",
                        replace(CONFIG, "LlamaForCausalLM", "GPT2LMHeadModel")),
                Arguments.of(
                        "architecture (none) is not known",
                        ErrorCode.UNKNOWN_ARCHITECTURE,
                        "llama-tied-f32",
                        replace(CONFIG, "architectures", "x")),
                bad("hidden_size: expected a value but found none", replace(CONFIG, "hidden_size", "x")),
                bad("hidden_size: expected a whole number from 1 to 1048576 but found -64", set("hidden_size", "-64")),
                bad("hidden_size: expected a whole number from 1", set("hidden_size", "64.5")),
                bad("hidden_size: expected a whole number from 1", set("hidden_size", "\"64\"")),
                bad("num_hidden_layers: expected a whole number", set("num_hidden_layers", "99999999999")),
                bad("num_key_value_heads: expected a divisor of 4 heads but found 3", set("num_key_value_heads", "3")),
                bad("an even size but found 15", set("head_dim", "15")),
                bad("rms_norm_eps: expected a number above 0 but found 0", set("rms_norm_eps", "0")),
                bad(
                        "eos_token_id: expected an id below vocab_size 300 but found 301",
                        folder -> Files.writeString(
                                folder.resolve("generation_config.json"), "{\"eos_token_id\": 301}")));
    }

    private static Stream<Arguments> variants() {
        return Stream.of(
                bad("hidden_act: expected silu but found gelu", set("hidden_act", "\"gelu\"")),
                bad("attention_bias: expected false", set("attention_bias", "true")),
                bad(
                        "rope_type yarn is not supported; supported are default, linear, llama3",
                        set("rope_type", "\"yarn\"")),
                bad("partial_rotary_factor: expected 1", add("partial_rotary_factor", "0.5")),
                bad("mlp_bias: expected false", set("mlp_bias", "true")),
                Arguments.of(
                        "use_sliding_window: expected a window in every layer or in none (with false, texts of up to 32"
                                + " tokens come out the same) but found one in 1 of 2 layers",
                        ErrorCode.BAD_MODEL,
                        "qwen2-window-f16",
                        replace(CONFIG, "sliding_attention", "full_attention")),
                Arguments.of(
                        "use_sliding_window: expected a window in every layer or in none (with false, texts of up to 48"
                                + " tokens come out the same) but found one in 1 of 2 layers",
                        ErrorCode.BAD_MODEL,
                        "qwen3-tied-window-bf16",
                        edit(
                                CONFIG,
                                text -> text.replace("layer_types", "x")
                                        .replace("\"max_window_layers\": 0", "\"max_window_layers\": 1"))),
                bad("factor: expected a value but found none", set("rope_type", "\"llama3\"")),
                bad("quantization_config: expected none", add("quantization_config", "{}")));
    }

    private static Stream<Arguments> headers() {
        return Stream.of(
                bad("header length: expected 2 to", header(text -> text, 9_000_000_000L)),
                bad("header length: expected 2 to", header(text -> text, -1)),
                bad("header length: expected 2 to", header(text -> text, 0)),
                bad("header: expected a JSON object", header(text -> text.replace("{", "["), 0, 1)),
                bad(
                        "header: expected a JSON object",
                        header(text -> text.replace("model.norm", "model.\u0001orm"), 0, 1)),
                bad("model.norm.weight dtype: expected one of [BOOL, U8", norm("F33", "[64]")),
                bad("model.norm.weight dtype: expected F32, F16 or BF16 but found I32", norm("I32", "[64]")),
                bad("model.norm.weight shape: expected a list of whole numbers", norm("F32", "[-64]")),
                bad("header: expected a JSON object", norm("F32", "[NaN]")),
                bad("model.norm.weight shape: expected a list of whole numbers", norm("F32", "[64.5]")),
                bad("model.norm.weight shape: expected a list of whole numbers", norm("F32", "[99999999999999999999]")),
                bad("model.norm.weight shape: expected at most 2^63 bytes", norm("F32", "[4294967296,4294967296]")),
                bad("data_offsets: expected 252 bytes for F32 of shape [63] but found 256", norm("F32", "[63]")),
                bad("model.norm.weight shape: expected [64] by config.json but found [8, 8]", norm("F32", "[8,8]")),
                bad("model.norm.weight: expected a tensor of shape [64] but found none", rename("model.norm")),
                bad("k_proj.weight: expected a tensor of shape [32, 64]", rename("model.layers.1.self_attn.k_proj")),
                bad("expected no such tensor by config.json with 1 layers", set("num_hidden_layers", "1")),
                bad("overlaps the tensor before it", header(text -> shiftFirst(text, -256), 0, 1)),
                bad("leaves a gap before it", header(text -> shiftFirst(text, 256), 0, 1)));
    }

    private static Stream<Arguments> files() {
        return Stream.of(
                bad(
                        "model.safetensors is missing. A model's folder holds",
                        folder -> Files.delete(folder.resolve(WEIGHTS))),
                bad("file size: expected at least 8 bytes but found 5", cut(5)),
                bad("is the file truncated?", cut(100)),
                bad("bytes by its header (truncated?) but found 200000", cut(200_000)),
                bad("bytes by its header but found", folder -> {
                    byte[] bytes = Files.readAllBytes(folder.resolve(WEIGHTS));
                    Files.write(folder.resolve(WEIGHTS), Arrays.copyOf(bytes, bytes.length + 4));
                }),
                bad(
                        "expected one file with it but found another in",
                        folder -> Files.copy(folder.resolve(WEIGHTS), folder.resolve("model-2.safetensors"))));
    }

    private static Stream<Arguments> shards() {
        String index = "model.safetensors.index.json";
        String last = "model-00004-of-00004.safetensors";
        return Stream.of(
                badShards(last + " is missing", folder -> Files.delete(folder.resolve(last))),
                badShards("expected the name of a .safetensors file", replace(index, last, "../" + last)),
                badShards(
                        "lm_head.weight: expected the tensor, by the index",
                        replace(index, last, "model-00001-of-00004.safetensors")),
                badShards("weight_map: expected an object", replace(index, "weight_map", "map")),
                badShards("lm_head.weight: expected a tensor of shape [300, 64] but found none", folder -> {
                    Files.delete(folder.resolve(index));
                    Files.delete(folder.resolve(last));
                }));
    }

    @Test
    void shards_load_without_their_index() throws IOException {
        Path folder = copyOf("llama3-rope-f16-shards");
        Files.delete(folder.resolve("model.safetensors.index.json"));
        try (Weights weights = Weights.open(folder)) {
            assertThat(NetworkWeights.find(weights, ModelConfig.read(folder)).count())
                    .isEqualTo(99_840);
        }
    }

    private static Arguments bad(String message, Breakage breakage) {
        return Arguments.of(message, ErrorCode.BAD_MODEL, "llama-tied-f32", breakage);
    }

    private static Arguments badShards(String message, Breakage breakage) {
        return Arguments.of(message, ErrorCode.BAD_MODEL, "llama3-rope-f16-shards", breakage);
    }

    private static Breakage edit(String file, UnaryOperator<String> change) {
        return folder -> {
            String before = Files.readString(folder.resolve(file));
            String after = change.apply(before);
            assertThat(after).as("the breakage changes something").isNotEqualTo(before);
            Files.writeString(folder.resolve(file), after);
        };
    }

    private static Breakage replace(String file, String from, String to) {
        return edit(file, text -> text.replaceFirst(java.util.regex.Pattern.quote(from), to));
    }

    private static Breakage set(String key, String value) {
        return edit(CONFIG, text -> text.replaceFirst("\"" + key + "\": [^,\\n]+", "\"" + key + "\": " + value));
    }

    private static Breakage add(String key, String value) {
        return replace(CONFIG, "{", "{\"" + key + "\": " + value + ",");
    }

    private static Breakage cut(int length) {
        return folder -> Files.write(
                folder.resolve(WEIGHTS), Arrays.copyOf(Files.readAllBytes(folder.resolve(WEIGHTS)), length));
    }

    /** The header as {@code change} leaves it, but with {@code length} before it. */
    private static Breakage header(UnaryOperator<String> change, long length) {
        return header(change, length, 0);
    }

    /** @param factor of the true length, which is added to {@code length} */
    private static Breakage header(UnaryOperator<String> change, long length, long factor) {
        return folder -> {
            ByteBuffer file =
                    ByteBuffer.wrap(Files.readAllBytes(folder.resolve(WEIGHTS))).order(ByteOrder.LITTLE_ENDIAN);
            byte[] json = new byte[(int) file.getLong()];
            file.get(json);
            byte[] changed =
                    change.apply(new String(json, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
            ByteBuffer result =
                    ByteBuffer.allocate(8 + changed.length + file.remaining()).order(ByteOrder.LITTLE_ENDIAN);
            result.putLong(length + factor * changed.length).put(changed).put(file);
            Files.write(folder.resolve(WEIGHTS), result.array());
        };
    }

    private static Breakage norm(String dtype, String shape) {
        return header(
                text -> {
                    assertThat(text).contains(NORM);
                    return text.replace(
                            NORM, "\"model.norm.weight\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",");
                },
                0,
                1);
    }

    private static Breakage rename(String prefix) {
        return header(text -> text.replace("\"" + prefix + ".weight", "\"other.weight"), 0, 1);
    }

    /** Moves the first norm, wherever it lies. */
    private static String shiftFirst(String text, int by) {
        var offsets = java.util.regex.Pattern.compile(
                        "(layers\\.1\\.input_layernorm[^\\[]*\\[64\\],\"data_offsets\":)\\[(\\d+),(\\d+)\\]")
                .matcher(text);
        return offsets.replaceFirst(match -> "%s[%d,%d]"
                .formatted(match.group(1), Long.parseLong(match.group(2)) + by, Long.parseLong(match.group(3)) + by));
    }

    private Path copyOf(String name) {
        Path folder = temporary.resolve(name);
        try (Stream<Path> files = Files.list(Golden.folder(name))) {
            Files.createDirectory(folder);
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }
}
