package dev.caduceus.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BpeTokenizerTest {
    private static final Path FOLDERS = Path.of("src/test/resources/tokenizers");

    private static final Tokenizer LLAMA3 = Tokenizer.open(FOLDERS.resolve("llama3-like"));
    private static final Tokenizer QWEN = Tokenizer.open(FOLDERS.resolve("qwen-like"));
    private static final Tokenizer MISTRAL = Tokenizer.open(FOLDERS.resolve("mistral-like"));
    private static final Tokenizer METASPACE = Tokenizer.open(FOLDERS.resolve("mistral-metaspace"));

    @AfterAll
    static void close() {
        LLAMA3.close();
        QWEN.close();
        MISTRAL.close();
        METASPACE.close();
    }

    private static Tokenizer tokenizer(String folder) {
        return switch (folder) {
            case "llama3-like" -> LLAMA3;
            case "qwen-like" -> QWEN;
            case "mistral-like" -> MISTRAL;
            case "mistral-metaspace" -> METASPACE;
            default -> throw new IllegalArgumentException(folder);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama3-like", "qwen-like", "mistral-like", "mistral-metaspace"})
    void text_after_a_marker_gives_the_ids_that_hugging_face_gives(String folder) throws IOException {
        JsonNode golden = new ObjectMapper()
                .readTree(FOLDERS.resolve(folder).resolve("golden_ids.json").toFile());
        for (JsonNode row : golden.path("afterMarker")) {
            String text = row.path("text").asText();
            int[] ids = tokenizer(folder).encodePlain(text);
            assertThat(ids).as(text).containsExactly(ints(row.path("ids")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama3-like", "qwen-like", "mistral-like", "mistral-metaspace"})
    void ids_decode_to_the_text_they_came_from(String folder) throws IOException {
        JsonNode golden = new ObjectMapper()
                .readTree(FOLDERS.resolve(folder).resolve("golden_ids.json").toFile());
        for (JsonNode row : golden.path("afterMarker")) {
            String text = row.path("text").asText();
            // Qwen's tokenizer composes letters and their accents before anything else.
            String read = folder.equals("qwen-like") ? Normalizer.normalize(text, Normalizer.Form.NFC) : text;
            assertThat(tokenizer(folder).decode(ints(row.path("ids")))).isEqualTo(read);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama3-like", "qwen-like", "mistral-like", "mistral-metaspace"})
    void no_spelling_of_an_added_token_yields_its_id(String folder) {
        Tokenizer tokenizer = tokenizer(folder);
        for (String token : tokenizer.addedTokens().keySet()) {
            for (String text : new String[] {token, " " + token, token + token, "x" + token + "y", token + "\n"}) {
                int[] ids = tokenizer.encodePlain(text);
                assertThat(Arrays.stream(ids).boxed())
                        .as(text)
                        .doesNotContainAnyElementsOf(tokenizer.addedTokens().values());
                assertThat(tokenizer.decode(ids)).isEqualTo(text);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"llama3-like, <|begin_of_text|>", "qwen-like, ''", "mistral-like, <s>", "mistral-metaspace, <s>"})
    void the_bos_token_is_read_from_the_configuration(String folder, String expected) {
        assertThat(tokenizer(folder).bosToken()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama3-like", "qwen-like", "mistral-like", "mistral-metaspace"})
    void half_a_surrogate_pair_becomes_a_replacement_character_and_harms_nothing_else(String folder) {
        Tokenizer tokenizer = tokenizer(folder);
        assertThat(tokenizer.decode(tokenizer.encodePlain("🙂\ud83d x \ude42🙂")))
                .isEqualTo("🙂\ufffd x \ufffd🙂");
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama3-like", "mistral-metaspace"})
    void the_bytes_of_the_ids_joined_are_the_text(String folder) {
        Tokenizer tokenizer = tokenizer(folder);
        var bytes = new ByteArrayOutputStream();
        for (int id : tokenizer.encodePlain("naïve 東京 🙂")) {
            bytes.writeBytes(tokenizer.bytes(id));
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("naïve 東京 🙂");
        int marker = tokenizer.addedTokens().get("<|im_end|>");
        assertThat(tokenizer.bytes(marker)).asString(StandardCharsets.UTF_8).isEqualTo("<|im_end|>");
        assertThat(tokenizer.bytes(tokenizer.vocabularySize())).isEmpty();
    }

    @Test
    void many_threads_get_the_ids_that_one_gets() {
        List<String> texts = IntStream.range(0, 300)
                .mapToObj(i -> "text " + i + " 🙂".repeat(i % 7))
                .toList();
        List<List<Integer>> alone = texts.stream().map(BpeTokenizerTest::ids).toList();
        assertThat(texts.parallelStream().map(BpeTokenizerTest::ids).toList()).isEqualTo(alone);
    }

    private static List<Integer> ids(String text) {
        return Arrays.stream(LLAMA3.encodePlain(text)).boxed().toList();
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void streaming_gives_the_text_that_decoding_gives(int seed) {
        var random = new Random(seed);
        for (Tokenizer tokenizer : new Tokenizer[] {LLAMA3, MISTRAL, METASPACE}) {
            int[] ids = random.ints(1 + random.nextInt(60), -1, tokenizer.vocabularySize() + 3)
                    .toArray();
            assertThat(streamed(tokenizer, ids)).isEqualTo(tokenizer.decode(ids));
        }
    }

    private static String streamed(Tokenizer tokenizer, int[] ids) {
        var decoder = tokenizer.streamDecoder();
        var text = new StringBuilder();
        for (int id : ids) {
            for (Tokenizer.Piece piece : decoder.push(id)) {
                assertThat(piece.marker())
                        .isEqualTo(tokenizer.addedTokens().containsValue(id)
                                && !piece.text().equals("\uFFFD"));
                text.append(piece.text());
            }
        }
        return text + decoder.finish().stream().map(Tokenizer.Piece::text).collect(Collectors.joining());
    }

    private static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.path(i).asInt()).toArray();
    }
}
