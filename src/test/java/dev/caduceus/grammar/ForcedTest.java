package dev.caduceus.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.Json;
import dev.caduceus.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForcedTest {
    private static final Path FOLDERS = Path.of("src/test/resources/tokenizers");

    private static Tokenizer tokenizer(String name) {
        return name.equals("embedded") ? Embedded.TOKENIZER : Tokenizer.open(FOLDERS.resolve(name));
    }

    @ParameterizedTest(name = "{0}, 200 calls from seed 1")
    @ValueSource(strings = {"embedded", "llama3-like", "mistral-like", "mistral-metaspace"})
    void a_model_that_writes_as_its_tokenizer_cuts_gets_just_those_ids_forced(String name) {
        Tokenizer tokenizer = tokenizer(name);
        int stop = tokenizer.addedTokens().getOrDefault("<|im_end|>", 0);
        Grammar grammar = Grammar.of(Vocabulary.of(tokenizer, Set.of(stop)), Embedded.required(Embedded.TOOLS));
        var random = new Random(1);
        int forced = 0;
        int all = 0;
        for (int i = 0; i < 200; i++) {
            String text = RandomCalls.reply(random, Embedded.TOOLS);
            int[] ids = Embedded.ids(tokenizer, text);
            ids = Arrays.copyOf(ids, ids.length + 1);
            ids[ids.length - 1] = stop;
            all += ids.length;
            forced += follow(grammar.matcher(), ids, tokenizer, text);
        }
        assertThat(forced * 100 / all).as("share of forced tokens, percent").isGreaterThan(20);
    }

    private static int follow(Matcher matcher, int[] ids, Tokenizer tokenizer, String text) {
        int at = 0;
        int forced = 0;
        while (at < ids.length) {
            int[] next = matcher.forced();
            for (int id : next) {
                assertThat(List.of(id, tokenizer.decode(new int[] {id})))
                        .as("token %s of %s, tail %s", at, text, tokenizer.decode(Arrays.copyOf(ids, at)))
                        .isEqualTo(List.of(ids[at], tokenizer.decode(new int[] {ids[at]})));
                matcher.accept(id);
                at++;
                forced++;
            }
            if (next.length == 0) {
                assertThat(matcher.allows(ids[at]))
                        .as("token %s of %s", at, text)
                        .isTrue();
                matcher.accept(ids[at]);
                at++;
            }
        }
        assertThat(matcher.ended()).isTrue();
        return forced;
    }

    @Test
    void a_call_with_nothing_to_choose_is_forced_to_its_end() {
        ToolDefinition ping = Embedded.tool("ping", "{\"type\": \"object\", \"properties\": {}}");
        var spec = new GrammarSpec(
                dev.caduceus.chat.Dialect.HERMES,
                List.of(ping),
                new dev.caduceus.chat.ToolChoice.Named("ping"),
                true,
                dev.caduceus.chat.OutputConstraint.FREE_TEXT);
        Matcher matcher = Grammar.of(Embedded.VOCABULARY, spec).matcher();
        matcher.acceptText("<tool_call>\n{\"name\": \"ping\", \"arguments\": ");
        List<Integer> ids = new ArrayList<>();
        for (int id : matcher.forced()) {
            ids.add(id);
            matcher.accept(id);
        }
        assertThat(matcher.ended()).isTrue();
        assertThat(Embedded.TOKENIZER.decode(ids.stream().mapToInt(id -> id).toArray()))
                .isEqualTo("{}}\n</tool_call><|im_end|>");
        assertThat(Json.read("{}").isObject()).isTrue();
    }
}
