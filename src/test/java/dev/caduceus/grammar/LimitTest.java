package dev.caduceus.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.schema.Json;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTest {
    private static final Pattern CALL =
            Pattern.compile("<tool_call>\n(\\{\"name\": .*})\n</tool_call>(?:\n(?=<tool_call>))?");
    private static final Grammar GRAMMAR = Grammar.of(Embedded.VOCABULARY, Embedded.required(Embedded.TOOLS));
    private static final Grammar SPELT = Grammar.of(Embedded.SPELT_VOCABULARY, Embedded.required(Embedded.TOOLS));

    @ParameterizedTest(name = "{0} tokens, seed 7")
    @ValueSource(ints = {24, 30, 40, 64, 100, 200})
    void random_weights_write_whole_calls_within_the_limit(int limit) {
        var random = new Random(7);
        for (int i = 0; i < 20; i++) {
            check(new RandomWalk(GRAMMAR.matcher(), random).run(Embedded.VOCABULARY, limit));
        }
    }

    @ParameterizedTest(name = "{0} tokens, seed 8")
    @ValueSource(ints = {70, 90, 200})
    void so_they_do_where_the_tags_are_spelt(int limit) {
        var random = new Random(8);
        for (int i = 0; i < 10; i++) {
            check(new RandomWalk(SPELT.matcher(), random).run(Embedded.SPELT_VOCABULARY, limit));
        }
    }

    private static void check(String reply) {
        Matcher calls = CALL.matcher(reply);
        int end = 0;
        while (calls.find()) {
            assertThat(calls.start()).as(reply).isEqualTo(end);
            end = calls.end();
            assertThat(Json.read(calls.group(1)).path("arguments").isObject()).isTrue();
        }
        assertThat(end).as(reply).isEqualTo(reply.length());
        assertThat(reply).isNotEmpty();
    }
}
