package dev.caduceus.grounding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.chat.Dialect;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.ToolChoice;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.grammar.Grammar;
import dev.caduceus.grammar.GrammarSpec;
import dev.caduceus.grammar.Matcher;
import dev.caduceus.grammar.Vocabulary;
import dev.caduceus.schema.Json;
import dev.caduceus.schema.JsonSchema;
import dev.caduceus.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message of 100 kB that somebody wrote to do harm: calls over it are whole, true, and done in bounded time. */
class HostileTextTest {
    private static final Tokenizer TOKENIZER = Tokenizer.open(Path.of("src/main/resources/models/caduceus-mini"));
    private static final int STOP = TOKENIZER.addedTokens().getOrDefault("<|im_end|>", -1);
    private static final Vocabulary VOCABULARY = Vocabulary.of(TOKENIZER, Set.of(STOP));
    private static final List<ToolDefinition> TOOLS = List.of(new ToolDefinition("f", "", JsonSchema.read("""
            {"type": "object", "properties": {"id": {"type": "string", "x-grounded": true},
            "names": {"type": "array", "items": {"type": "string"}, "minItems": 1, "x-grounded": true}},
            "required": ["id", "names"]}""")));

    /** Much more than it takes: ten replies, the first of which sorts the text. */
    private static final Duration ENOUGH = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(
            strings = {"a,", "ab ", "\"x\" ", "\\u0041\\ ", "\u0001y ", "}}\n</tool_call> ", "東", "order 1 ", "a1-"})
    void replies_are_spans_of_it_and_cost_a_bounded_time(String piece) {
        String text = piece.repeat(100_000 / piece.length());
        long start = System.nanoTime();
        Grammar grammar = grammar();
        var grounding = ConversationGrounding.of(TOOLS, List.of(new Message.User(text)));
        var random = new Random(7);
        for (int reply = 0; reply < 10; reply++) {
            JsonNode arguments = arguments(walk(grammar.matcher(grounding), random));
            assertThat(text).contains(arguments.get("id").textValue());
            arguments.get("names").forEach(name -> assertThat(text).contains(name.textValue()));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ENOUGH);
    }

    @Test
    void one_word_longer_than_any_argument_fills_none() {
        var grounding = ConversationGrounding.of(TOOLS, List.of(new Message.User("a".repeat(100_000))));
        assertThat(grammar().matcher(grounding).allows(TOKENIZER.addedTokens().getOrDefault("<tool_call>", -1)))
                .isFalse();
        assertThat(grammar().matcher().allows(TOKENIZER.addedTokens().getOrDefault("<tool_call>", -1)))
                .isTrue();
    }

    private static Grammar grammar() {
        return Grammar.of(
                VOCABULARY,
                new GrammarSpec(Dialect.HERMES, TOOLS, ToolChoice.REQUIRED, false, OutputConstraint.FREE_TEXT));
    }

    private static JsonNode arguments(String reply) {
        String object = reply.substring(reply.indexOf('{'), reply.lastIndexOf("\n</tool_call>"));
        return Json.read(object).get("arguments");
    }

    /** Any token that is allowed is as good as another. */
    private static String walk(Matcher matcher, Random random) {
        matcher.remaining(200);
        var bits = new long[VOCABULARY.words()];
        int[] ids = new int[200];
        int written = 0;
        while (!matcher.ended()) {
            matcher.mask(bits);
            int[] allowed = BitSet.valueOf(bits).stream().toArray();
            ids[written] = allowed[random.nextInt(allowed.length)];
            matcher.accept(ids[written++]);
        }
        return TOKENIZER.decode(Arrays.copyOf(ids, written - 1));
    }
}
