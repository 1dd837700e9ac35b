package dev.caduceus.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuessTest {
    private static final int[] NOTHING = {};

    private static Matcher at(String text) {
        Matcher matcher =
                Grammar.of(Embedded.VOCABULARY, Embedded.auto(Embedded.TOOLS)).matcher();
        matcher.acceptText(text);
        return matcher;
    }

    private static String read(int[] ids) {
        return Embedded.TOKENIZER.decode(ids);
    }

    @Test
    void a_copy_goes_on_with_what_is_forced_behind_it() {
        Matcher matcher = at("<tool_call>\n{\"name\": \"");
        int[] name = Arrays.copyOf(Embedded.TOKENIZER.encodePlain("book_appointment"), 1);
        assertThat(read(matcher.guess(name, 30))).startsWith("book_appointment\", \"arguments\": {\"");
        assertThat(matcher.guess(name, 2)).hasSize(2);
    }

    @Test
    void where_the_copy_leaves_the_grammar_the_shortest_end_takes_over() {
        Matcher matcher = at("<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Oslo");
        assertThat(read(matcher.guess(new int[] {Embedded.STOP}, 30))).startsWith("\"}}\n</tool_call>");
        assertThat(read(matcher.guess(NOTHING, 30))).startsWith("\"}}\n</tool_call>");
    }

    @Test
    void a_value_that_has_not_begun_does_not_end_and_prose_is_only_copied() {
        assertThat(at("<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"")
                        .guess(NOTHING, 30))
                .isEmpty();
        int[] prose = Embedded.TOKENIZER.encodePlain("It rains.");
        assertThat(at("").guess(prose, 30)).isEqualTo(prose);
        assertThat(at("").guess(NOTHING, 30)).isEmpty();
    }

    @Test
    void a_reply_may_open_with_a_call_where_the_model_may_choose() {
        Grammar auto = Grammar.of(Embedded.VOCABULARY, Embedded.auto(Embedded.TOOLS));
        assertThat(read(auto.opening())).isEqualTo("<tool_call>\n{\"name\": \"");
        Grammar spelt = Grammar.of(Embedded.SPELT_VOCABULARY, Embedded.auto(Embedded.TOOLS));
        assertThat(Embedded.SPELT.decode(spelt.opening())).isEqualTo("<tool_call>\n{\"name\": \"");
        assertThat(Grammar.of(Embedded.VOCABULARY, Embedded.required(Embedded.TOOLS))
                        .opening())
                .isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void a_right_copy_stays_right_and_a_wrong_one_becomes_something_the_grammar_takes(long seed) {
        var random = new Random(seed);
        Grammar grammar = Grammar.of(Embedded.VOCABULARY, Embedded.required(Embedded.TOOLS));
        for (int call = 0; call < 15; call++) {
            int[] ids = Embedded.ids(Embedded.TOKENIZER, RandomCalls.reply(random, Embedded.TOOLS));
            Matcher matcher = grammar.matcher();
            for (int at = 0; at < ids.length; at++) {
                int[] rest = Arrays.copyOfRange(ids, at, ids.length);
                int[] right = matcher.guess(Arrays.copyOf(rest, Math.min(rest.length, 3)), 12);
                int same = Math.min(right.length, rest.length);
                assertThat(Arrays.copyOf(right, Math.min(same, 3))).isEqualTo(Arrays.copyOf(rest, Math.min(same, 3)));
                int[] wrong = random.ints(1 + random.nextInt(4), 0, Embedded.VOCABULARY.size())
                        .toArray();
                Matcher tried = matcher.fork();
                for (int id : matcher.guess(wrong, 12)) {
                    assertThat(tried.accepts(id)).as(List.of(at, id).toString()).isTrue();
                }
                matcher.accept(ids[at]);
            }
        }
    }

    @Test
    void what_was_learnt_is_known() {
        Matcher matcher = at("<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"");
        int[] ids = Embedded.TOKENIZER.encodePlain("Oslo\"}}");
        assertThat(matcher.knows(ids)).isFalse();
        matcher.learn(ids);
        assertThat(matcher.knows(ids)).isTrue();
    }

    @Test
    void a_grammar_that_has_learnt_knows_the_masks_of_short_calls() {
        Grammar grammar = Grammar.of(Embedded.VOCABULARY, Embedded.auto(Embedded.TOOLS));
        grammar.learn();
        Matcher matcher = grammar.matcher();
        for (int id : Embedded.ids(
                Embedded.TOKENIZER, "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"")) {
            matcher.accept(id);
        }
        assertThat(matcher.knows(NOTHING)).isTrue();
    }
}
