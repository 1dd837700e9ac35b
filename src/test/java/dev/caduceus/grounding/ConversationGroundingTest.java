package dev.caduceus.grounding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.Message;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.grammar.ByteAutomaton;
import dev.caduceus.grammar.Grounding;
import dev.caduceus.grammar.Grounding.Place;
import dev.caduceus.schema.Json;
import dev.caduceus.schema.JsonSchema;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationGroundingTest {
    private static final ToolDefinition TOOL = new ToolDefinition("f", "", JsonSchema.read("""
            {"type": "object", "properties": {
              "id": {"type": "string", "x-grounded": true},
              "note": {"type": "string"},
              "names": {"type": "array", "items": {"type": "string"}, "x-grounded": true},
              "count": {"type": "integer", "x-grounded": true}}}"""));

    private static final List<Message> MESSAGES = List.of(
            new Message.System("system"),
            new Message.User("Show my two orders"),
            Message.Assistant.text("invented"),
            new Message.Tool("c", "f", "{\"content\": {\"id\": \"ORD-7\", \"size\": \"5\\\" wide\", \"n\": 12}}"),
            new Message.User("The late one"));

    private static final ByteAutomaton STRINGS = new Anything('"');
    private static final ByteAutomaton NUMBERS = new Anything('0');

    /** All texts, but that strings begin with a quote and numbers do not. */
    private record Anything(int first) implements ByteAutomaton {
        @Override
        public int start() {
            return 0;
        }

        @Override
        public int next(int state, int symbol) {
            return state == 1 || (symbol == '"') == (first == '"') ? 1 : DEAD;
        }

        @Override
        public boolean accepting(int state) {
            return state == 1;
        }
    }

    @Test
    void what_users_and_tools_said_counts_and_nothing_else() {
        ByteAutomaton id = language("/id", STRINGS);
        assertThat(List.of("orders", "ORD-7", "late one", "5\\\" wide")).allMatch(text -> accepts(id, text));
        assertThat(List.of("system", "invented", "ORD-8")).noneMatch(text -> accepts(id, text));
    }

    @Test
    void elements_of_lists_are_grounded_one_by_one_and_numbers_by_digits_and_words() {
        assertThat(accepts(language("/names/-", STRINGS), "orders")).isTrue();
        ByteAutomaton count = language("/count", NUMBERS);
        assertThat(List.of("2", "12", "7", "5")).allMatch(number -> Accepted.accepts(count, number));
        assertThat(List.of("3", "4", "")).noneMatch(number -> Accepted.accepts(count, number));
    }

    @Test
    void what_is_not_declared_stays_as_it_is() {
        assertThat(language("/note", STRINGS)).isSameAs(STRINGS);
        Grounding grounding = ConversationGrounding.of(List.of(TOOL), MESSAGES);
        assertThat(grounding.language(new Place("g", "/id", Json.read("{}")), STRINGS))
                .isSameAs(STRINGS);
        ToolDefinition free = new ToolDefinition("f", "", JsonSchema.NO_PARAMETERS);
        assertThat(ConversationGrounding.of(List.of(free), MESSAGES)).isSameAs(Grounding.NONE);
    }

    private static boolean accepts(ByteAutomaton strings, String text) {
        return Accepted.accepts(strings, '"' + text + '"');
    }

    private static ByteAutomaton language(String pointer, ByteAutomaton free) {
        return ConversationGrounding.of(List.of(TOOL), MESSAGES)
                .language(new Place("f", pointer, Json.read("{}")), free);
    }
}
