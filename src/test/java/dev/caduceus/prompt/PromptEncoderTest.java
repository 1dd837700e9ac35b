package dev.caduceus.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Message;
import dev.caduceus.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptEncoderTest {
    private static final Path FOLDERS = Path.of("src/test/resources/tokenizers");
    private static final List<String> WORDS = List.of(
            " ",
            "\n",
            "\n\n",
            "\t",
            "  ",
            "the",
            "weather",
            " in",
            "Zürich",
            "東京",
            "🙂",
            "{\"a\": ",
            "1.50",
            "}",
            "<",
            ">",
            "|",
            "'s",
            "user",
            "tool_call",
            "\u00a0",
            "e\u0301");

    @ParameterizedTest
    @ValueSource(strings = {"llama3-like", "qwen-like", "mistral-like", "mistral-metaspace"})
    void golden_prompts_give_the_ids_that_hugging_face_gives(String folder) throws IOException {
        JsonNode golden = new ObjectMapper()
                .readTree(FOLDERS.resolve(folder).resolve("golden_ids.json").toFile());
        try (Tokenizer tokenizer = Tokenizer.open(FOLDERS.resolve(folder))) {
            var renderer = new PromptRenderer(tokenizer.bosToken());
            var encoder = new PromptEncoder(tokenizer);
            for (var row : golden.path("prompts").properties()) {
                String fixture = row.getKey().substring(row.getKey().indexOf('.') + 1);
                Prompt prompt = renderer.render(Fixture.request(fixture));
                assertThat(encoder.encode(prompt)).as(row.getKey()).containsExactly(ints(row.getValue()));
                assertThat(tokenizer.decode(encoder.encode(prompt))).isEqualTo(prompt.text());
            }
        }
    }

    @ParameterizedTest(name = "{0}, seeds 0 to 199")
    @ValueSource(strings = {"llama3-like", "qwen-like", "mistral-like", "mistral-metaspace"})
    void benign_text_of_any_kind_gives_the_ids_of_the_flat_prompt(String folder) throws IOException {
        Path path = FOLDERS.resolve(folder);
        try (Tokenizer tokenizer = Tokenizer.open(path);
                HuggingFaceTokenizer library = HuggingFaceTokenizer.newInstance(
                        path.resolve("tokenizer.json"),
                        Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"))) {
            var renderer = new PromptRenderer(tokenizer.bosToken());
            var encoder = new PromptEncoder(tokenizer);
            for (int seed = 0; seed < 200; seed++) {
                var random = new Random(seed);
                Prompt prompt = renderer.render(Fixture.request("onetool")
                        .withMessages(List.of(
                                new Message.System(text(random)),
                                new Message.User(text(random)),
                                Message.Assistant.text(text(random)),
                                new Message.Tool("", "", text(random)))));
                assertThat(IntStream.of(encoder.encode(prompt)).asLongStream().toArray())
                        .as("seed %s", seed)
                        .containsExactly(
                                library.encode(prompt.text(), false, false).getIds());
            }
        }
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.toString();
    }

    @Test
    void a_tokenizer_without_the_markers_of_turns_is_refused(@TempDir Path folder) throws IOException {
        String json = Files.readString(FOLDERS.resolve("llama3-like/tokenizer.json"));
        Files.writeString(folder.resolve("tokenizer.json"), json.replace("<|im_end|>", "<|eot_id|>"));
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            assertThatExceptionOfType(CaduceusException.class)
                    .isThrownBy(() -> new PromptEncoder(tokenizer))
                    .withMessageStartingWith("<|im_end|> is none of the tokenizer's 13 added tokens")
                    .matches(e -> e.code() == ErrorCode.BAD_MODEL);
        }
    }

    private static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.path(i).asInt()).toArray();
    }
}
