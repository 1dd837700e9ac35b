package dev.caduceus.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.Tolerance;
import dev.caduceus.chat.ToolCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the store in every database. */
abstract class ConversationStoreContract {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    /** A database in which the migration has run. */
    abstract Jdbi database();

    private final List<Message> hello = List.of(new Message.User("Hello"), Message.Assistant.text("Hi."));

    static ConversationKey key(String id) {
        return new ConversationKey("", id);
    }

    private ConversationStore store() {
        return new JdbcConversationStore(database());
    }

    static void migrate(Jdbi database) {
        migrate(database, "V10__conversations");
        migrate(database, "V11__owners");
    }

    static void migrate(Jdbi database, String step) {
        try (InputStream sql = ConversationStoreContract.class.getResourceAsStream("/db/migration/" + step + ".sql")) {
            assertThat(sql).as(step).isNotNull();
            String script = new String(sql.readAllBytes(), StandardCharsets.UTF_8);
            database.useHandle(handle -> handle.createScript(script).execute());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void turns_come_back_in_order_and_equal() {
        var call = new ToolCall("call_1", "f", "{\"a\": 1.50, \"b\":1e400}", List.of(Tolerance.PYTHON_LITERAL));
        List<Message> second = List.of(
                new Message.User("Zürich 日本 \uD83C\uDF24 \uD800 \u0000 <|im_end|>"),
                new Message.Assistant(List.of(
                        new Message.Part.Thinking("Hm."),
                        new Message.Part.Text("Let me see."),
                        new Message.Part.Call(call))),
                new Message.Tool("call_1", "f", "{\"name\": \"f\", \"content\": {}}"),
                Message.Assistant.text("There."));
        store().append(key("c-1"), 0, hello, NOON);
        store().append(key("c-1"), 1, second, NOON.plusSeconds(60));

        Conversation found = store().find(key("c-1")).orElseThrow();

        assertThat(found.turns()).containsExactly(hello, second);
        assertThat(found.usedAt()).isEqualTo(NOON.plusSeconds(60));
        assertThat(store().find(key("c-2"))).isEmpty();
    }

    @Test
    void the_same_id_of_two_owners_is_two_conversations() {
        var anns = new ConversationKey("user:ann", "c-both");
        var bobs = new ConversationKey("user:bob", "c-both");
        List<Message> other = List.of(new Message.User("Good day"), Message.Assistant.text("To you too."));
        store().append(anns, 0, hello, NOON);

        assertThat(store().find(bobs)).isEmpty();
        assertThat(store().delete(bobs)).isFalse();
        store().append(bobs, 0, other, NOON);
        store().append(anns, 1, other, NOON);

        assertThat(store().find(anns).orElseThrow().turns()).containsExactly(hello, other);
        assertThat(store().find(bobs).orElseThrow().turns()).containsExactly(other);
        assertThat(store().delete(anns)).isTrue();
        assertThat(store().find(bobs)).isPresent();
        assertThat(store().find(key("c-both"))).isEmpty();
    }

    @Test
    void a_long_turn_is_kept_whole() {
        List<Message> turn = List.of(new Message.User("x".repeat(2_000_000)));

        store().append(key("c-long"), 0, turn, NOON);

        assertThat(store().find(key("c-long")).orElseThrow().turns()).containsExactly(turn);
    }

    @Test
    void of_two_turns_that_began_at_the_same_place_the_second_is_refused() {
        store().append(key("c-race"), 0, hello, NOON);
        store().append(key("c-race"), 1, hello, NOON);

        for (int before = 0; before < 2; before++) {
            int late = before;
            assertThatThrownBy(() -> store().append(key("c-race"), late, hello, NOON.plusSeconds(1)))
                    .isInstanceOfSatisfying(
                            CaduceusException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONVERSATION_BUSY));
        }
        assertThat(store().find(key("c-race")).orElseThrow().turns()).hasSize(2);
        assertThat(store().find(key("c-race")).orElseThrow().usedAt()).isEqualTo(NOON);
    }

    @Test
    void a_turn_of_a_deleted_conversation_is_refused() {
        store().append(key("c-gone"), 0, hello, NOON);
        assertThat(store().delete(key("c-gone"))).isTrue();
        assertThat(store().delete(key("c-gone"))).isFalse();

        assertThatThrownBy(() -> store().append(key("c-gone"), 1, hello, NOON))
                .isInstanceOfSatisfying(
                        CaduceusException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(store().find(key("c-gone"))).isEmpty();
    }

    @Test
    void idle_conversations_are_deleted_with_their_turns() {
        store().append(key("c-old"), 0, hello, NOON.minusSeconds(1));
        store().append(key("c-new"), 0, hello, NOON);

        assertThat(store().deleteIdleSince(NOON)).isEqualTo(1);

        assertThat(store().find(key("c-old"))).isEmpty();
        assertThat(store().find(key("c-new"))).isPresent();
        store().append(key("c-old"), 0, hello, NOON);
        assertThat(store().find(key("c-old")).orElseThrow().turns()).hasSize(1);
    }

    static IntStream seeds() {
        return IntStream.range(0, 50);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void any_text_comes_back_as_it_was(int seed) {
        var random = new Random(seed);
        String text = random.ints(100, 0, 0x10000)
                .collect(StringBuilder::new, (all, unit) -> all.append((char) unit), StringBuilder::append)
                .toString();

        assertThat(MessageJson.read(MessageJson.write(List.of(new Message.User(text)))))
                .containsExactly(new Message.User(text));
    }
}
