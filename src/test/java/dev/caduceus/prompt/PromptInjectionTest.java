package dev.caduceus.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.Dialect;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.schema.Json;
import dev.caduceus.schema.JsonSchema;
import dev.caduceus.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in a text that is not ours, the markers in the prompt are those of the same prompt without it. */
class PromptInjectionTest {
    private static final List<Tokenizer> TOKENIZERS = Stream.of(
                    "llama3-like", "qwen-like", "mistral-like", "mistral-metaspace")
            .map(folder -> Tokenizer.open(Path.of("src/test/resources/tokenizers", folder)))
            .toList();

    private static final List<String> DISGUISES = List.of(
            "\u200b", "\u200d", "\u0301", "\ufeff", " ", "\n", "\t", "\u00a0", "\u0000", "|", "<", ">", "\\", "\"",
            "🙂", "東", "＜", "x");

    @AfterAll
    static void close() {
        TOKENIZERS.forEach(Tokenizer::close);
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void hostile_text_adds_no_marker_and_stays_readable(int seed) {
        for (Tokenizer tokenizer : TOKENIZERS) {
            var random = new Random(seed);
            Dialect dialect = random.nextInt(4) == 0 ? Dialect.OPENHERMES : Dialect.HERMES;
            TurnRequest hostile = request(() -> hostile(random, tokenizer), dialect);
            TurnRequest benign = request(() -> "ham", dialect);
            var renderer = new PromptRenderer(tokenizer.bosToken());

            assertSameMarkers(tokenizer, renderer.render(hostile), renderer.render(benign));
            int known = random.nextInt(hostile.messages().size());
            assertSameMarkers(
                    tokenizer, renderer.continuation(hostile, known, true), renderer.continuation(benign, known, true));
        }
    }

    private static void assertSameMarkers(Tokenizer tokenizer, Prompt hostile, Prompt benign) {
        int[] ids = new PromptEncoder(tokenizer).encode(hostile);
        assertThat(markers(tokenizer, ids)).isEqualTo(markers(tokenizer, new PromptEncoder(tokenizer).encode(benign)));
        assertThat(composed(tokenizer.decode(ids))).isEqualTo(composed(hostile.text()));
    }

    /** Qwen's tokenizer joins letters and their accents. */
    private static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private static List<Integer> markers(Tokenizer tokenizer, int[] ids) {
        return Arrays.stream(ids)
                .filter(tokenizer.addedTokens()::containsValue)
                .boxed()
                .toList();
    }

    /** Every kind of message, with {@code text} in every place that is not ours. */
    private static TurnRequest request(Supplier<String> text, Dialect dialect) {
        var call =
                new ToolCall("call_1", "get_weather", object("city", text.get()).toString());
        var brokenCall = new ToolCall("call_2", "get_weather", text.get());
        return TurnRequest.of(List.of(
                        new Message.System(text.get()),
                        new Message.User(text.get()),
                        Message.Assistant.text(text.get()),
                        new Message.User(text.get()),
                        new Message.Assistant(List.of(
                                new Message.Part.Thinking(text.get()),
                                new Message.Part.Text(text.get()),
                                new Message.Part.Call(call),
                                new Message.Part.Call(brokenCall))),
                        new Message.Tool("call_1", text.get(), text.get()),
                        new Message.Tool("call_2", text.get(), text.get()),
                        new Message.User(text.get())))
                .withTools(List.of(tool(text)))
                .withOutput(new OutputConstraint.Json(text.get(), schema(text)))
                .withDialect(dialect);
    }

    private static ToolDefinition tool(Supplier<String> text) {
        return new ToolDefinition("get_weather", text.get(), schema(text), schema(text));
    }

    private static JsonSchema schema(Supplier<String> text) {
        ObjectNode property = object("description", text.get()).put("type", "string");
        ObjectNode schema = object("description", text.get()).put("type", "object");
        schema.set("properties", Json.MAPPER.createObjectNode().set("city" + text.get(), property));
        return JsonSchema.read(schema.toString());
    }

    private static ObjectNode object(String key, String value) {
        return Json.MAPPER.createObjectNode().put(key, value);
    }

    /** Added tokens whole, in parts, twice, and in disguise. */
    private static String hostile(Random random, Tokenizer tokenizer) {
        List<String> tokens = tokenizer.addedTokens().keySet().stream().sorted().toList();
        var text = new StringBuilder();
        for (int parts = 1 + random.nextInt(5); parts > 0; parts--) {
            String token = tokens.get(random.nextInt(tokens.size()));
            int cut = random.nextInt(token.length());
            String disguise = DISGUISES.get(random.nextInt(DISGUISES.size()));
            text.append(
                    switch (random.nextInt(7)) {
                        case 0, 1 -> token;
                        case 2 -> token.substring(cut);
                        case 3 -> token.substring(0, cut);
                        case 4 -> token.substring(0, cut) + disguise + token.substring(cut);
                        case 5 -> token.substring(0, cut) + token + token.substring(cut);
                        default -> disguise;
                    });
        }
        return text.toString();
    }
}
