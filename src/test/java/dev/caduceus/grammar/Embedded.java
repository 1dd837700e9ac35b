package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.chat.Dialect;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.ToolChoice;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.Json;
import dev.caduceus.schema.JsonSchema;
import dev.caduceus.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The embedded model's vocabulary and the demo functions, for tests. */
final class Embedded {
    static final Tokenizer TOKENIZER = Tokenizer.open(Path.of("src/main/resources/models/caduceus-mini"));
    static final int STOP = TOKENIZER.addedTokens().getOrDefault("<|im_end|>", -1);
    static final Vocabulary VOCABULARY = Vocabulary.of(TOKENIZER, Set.of(STOP));
    /** {@code <tool_call>} is several tokens of it. */
    static final Tokenizer SPELT = Tokenizer.open(Path.of("src/test/resources/tokenizers/mistral-like"));

    static final Vocabulary SPELT_VOCABULARY =
            Vocabulary.of(SPELT, Set.of(SPELT.addedTokens().getOrDefault("<|im_end|>", -1)));

    static final List<ToolDefinition> TOOLS = tools();

    private Embedded() {}

    private static List<ToolDefinition> tools() {
        try {
            List<ToolDefinition> tools = new ArrayList<>();
            for (JsonNode entry : Json.read(Files.readString(Path.of("src/test/resources/contract/tools.json")))) {
                JsonNode tool = entry.has("function") ? entry.get("function") : entry;
                tools.add(new ToolDefinition(
                        tool.path("name").asText(),
                        tool.path("description").asText(),
                        JsonSchema.of(tool.path("parameters"))));
            }
            return tools;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ToolDefinition tool(String name, String parameters) {
        return new ToolDefinition(name, "", JsonSchema.read(parameters));
    }

    static GrammarSpec auto(List<ToolDefinition> tools) {
        return new GrammarSpec(Dialect.HERMES, tools, ToolChoice.AUTO, true, OutputConstraint.FREE_TEXT);
    }

    static GrammarSpec required(List<ToolDefinition> tools) {
        return new GrammarSpec(Dialect.HERMES, tools, ToolChoice.REQUIRED, true, OutputConstraint.FREE_TEXT);
    }

    static GrammarSpec json(String schema) {
        return new GrammarSpec(
                Dialect.HERMES,
                List.of(),
                ToolChoice.AUTO,
                true,
                new OutputConstraint.Json("answer", JsonSchema.read(schema)));
    }

    /** Ids of a text in which added tokens are markup. */
    static int[] ids(Tokenizer tokenizer, String text) {
        List<Integer> ids = new ArrayList<>();
        int done = 0;
        for (Tokenizer.Occurrence marker : tokenizer.addedTokensIn(text)) {
            for (int id : tokenizer.encodePlain(text.substring(done, marker.start()))) {
                ids.add(id);
            }
            ids.add(marker.id());
            done = marker.end();
        }
        for (int id : tokenizer.encodePlain(text.substring(done))) {
            ids.add(id);
        }
        return ids.stream().mapToInt(id -> id).toArray();
    }
}
