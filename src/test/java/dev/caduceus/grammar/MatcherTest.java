package dev.caduceus.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.chat.Dialect;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.ToolChoice;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.tokenizer.Tokenizer;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatcherTest {
    private static final ToolDefinition WEATHER = Embedded.tool("get_weather", """
            {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}, \
            "required": ["city"]}""");
    private static final String CALL =
            "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Oslo\", \"days\": 3}}\n</tool_call>";

    private static Matcher follow(Vocabulary vocabulary, GrammarSpec spec, int[] ids) {
        Matcher matcher = Grammar.of(vocabulary, spec).matcher();
        for (int id : ids) {
            assertThat(matcher.allows(id)).as("token %s", id).isTrue();
            matcher.accept(id);
        }
        return matcher;
    }

    @Test
    void prose_is_unconstrained_until_the_trigger() {
        Matcher matcher =
                Grammar.of(Embedded.VOCABULARY, Embedded.auto(List.of(WEATHER))).matcher();
        assertThat(matcher.unconstrained()).isTrue();
        for (int id : Embedded.ids(Embedded.TOKENIZER, "Let me look. ")) {
            matcher.accept(id);
            assertThat(matcher.unconstrained()).isTrue();
        }
        matcher.accept(Embedded.TOKENIZER.addedTokens().get("<tool_call>"));
        assertThat(matcher.unconstrained()).isFalse();
        assertThat(matcher.allows(Embedded.STOP)).isFalse();
    }

    @Test
    void a_call_and_text_after_it_are_followed() {
        Matcher matcher = follow(
                Embedded.VOCABULARY,
                Embedded.auto(List.of(WEATHER)),
                Embedded.ids(Embedded.TOKENIZER, "Looking.\n" + CALL + "\n" + CALL + "Done."));
        assertThat(matcher.mayEnd()).isTrue();
        matcher.accept(Embedded.STOP);
        assertThat(matcher.ended()).isTrue();
        assertThatThrownBy(() -> matcher.accept(Embedded.STOP)).hasMessageContaining("has ended");
    }

    @Test
    void where_the_tag_is_several_tokens_text_opens_a_call() {
        int[] ids = Embedded.ids(Embedded.SPELT, "Looking. " + CALL);
        Matcher matcher = follow(Embedded.SPELT_VOCABULARY, Embedded.auto(List.of(WEATHER)), ids);
        assertThat(matcher.mayEnd()).isTrue();
        assertThatThrownBy(() -> follow(
                        Embedded.SPELT_VOCABULARY,
                        Embedded.auto(List.of(WEATHER)),
                        Embedded.ids(Embedded.SPELT, "<tool_call>\n{\"name\": \"get_cat\"")))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void where_the_tag_is_one_token_its_text_opens_nothing() {
        Matcher matcher =
                Grammar.of(Embedded.VOCABULARY, Embedded.auto(List.of(WEATHER))).matcher();
        for (int id : Embedded.TOKENIZER.encodePlain("<tool_call>\n{\"name\": \"get_cat\"}")) {
            matcher.accept(id);
        }
        assertThat(matcher.unconstrained()).isTrue();
    }

    @Test
    void no_trigger_fires_in_a_thought() {
        for (Tokenizer tokenizer : List.of(Embedded.TOKENIZER, Embedded.SPELT)) {
            Vocabulary vocabulary = tokenizer == Embedded.SPELT ? Embedded.SPELT_VOCABULARY : Embedded.VOCABULARY;
            Matcher matcher = follow(
                    vocabulary,
                    Embedded.auto(List.of(WEATHER)),
                    Embedded.ids(tokenizer, "<think>\nI could <tool_call> now</think>\n<tool_call>"));
            assertThat(matcher.mayEnd()).isFalse();
        }
    }

    @Test
    void a_required_call_begins_where_the_prompt_ends() {
        Matcher matcher = Grammar.of(Embedded.VOCABULARY, Embedded.required(List.of(WEATHER)))
                .matcher();
        matcher.acceptText("<tool_call>\n{\"name\": \"");
        for (int id : Embedded.ids(Embedded.TOKENIZER, CALL.substring("<tool_call>\n{\"name\": \"".length()))) {
            assertThat(matcher.mayEnd()).isFalse();
            matcher.accept(id);
        }
        assertThat(matcher.allows(Embedded.STOP)).isTrue();
    }

    @Test
    void without_parallel_calls_the_reply_ends_after_the_first() {
        var spec =
                new GrammarSpec(Dialect.HERMES, List.of(WEATHER), ToolChoice.AUTO, false, OutputConstraint.FREE_TEXT);
        Matcher matcher = follow(Embedded.VOCABULARY, spec, Embedded.ids(Embedded.TOKENIZER, CALL));
        var bits = new long[Embedded.VOCABULARY.words()];
        matcher.mask(bits);
        assertThat(java.util.BitSet.valueOf(bits).stream().toArray()).containsExactly(Embedded.STOP);
    }

    @Test
    void the_old_dialect_calls_inside_its_own_tags() {
        var spec = new GrammarSpec(
                Dialect.OPENHERMES, List.of(WEATHER), ToolChoice.AUTO, true, OutputConstraint.FREE_TEXT);
        String call = "<functioncall> {\"name\": \"get_weather\", \"arguments\": {\"city\": \"Oslo\"}} </functioncall>";
        for (String text : List.of(
                "\n<multiplefunctions>\n    " + call + "\n    " + call + "\n</multiplefunctions>", "Sure. " + call)) {
            assertThat(follow(Embedded.VOCABULARY, spec, Embedded.ids(Embedded.TOKENIZER, text))
                            .mayEnd())
                    .isTrue();
        }
    }

    @Test
    void a_reply_by_a_schema_is_that_value_and_nothing_else() {
        var spec = Embedded.json("""
                {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "boolean"}}}""");
        Matcher matcher =
                follow(Embedded.VOCABULARY, spec, Embedded.ids(Embedded.TOKENIZER, "{\"b\": true, \"a\": 12}"));
        assertThat(matcher.mayEnd()).isTrue();
        assertThat(matcher.allows(Embedded.TOKENIZER.encodePlain("x")[0])).isFalse();
    }

    @Test
    void an_ungrounded_required_parameter_takes_its_tool_away() {
        Grounding nothing = (place, free) -> place.pointer().equals("/city") ? new LiteralSet(List.of()) : free;
        Grammar grammar = Grammar.of(Embedded.VOCABULARY, Embedded.auto(List.of(WEATHER)));
        int open = Embedded.TOKENIZER.addedTokens().get("<tool_call>");
        assertThat(grammar.matcher(nothing).allows(open)).isFalse();
        assertThat(grammar.matcher().allows(open)).isTrue();
        Grounding oslo = (place, free) -> place.pointer().equals("/city") ? new LiteralSet(List.of("\"Oslo\"")) : free;
        Matcher matcher = grammar.matcher(oslo);
        for (int id : Embedded.ids(Embedded.TOKENIZER, CALL)) {
            assertThat(matcher.allows(id)).isTrue();
            matcher.accept(id);
        }
    }
}
