package dev.caduceus.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.Message;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2ConversationStoreTest extends ConversationStoreContract {
    private final Jdbi database = inMemory();

    static Jdbi inMemory() {
        var database = Jdbi.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        migrate(database);
        return database;
    }

    @Override
    Jdbi database() {
        return database;
    }

    @Test
    void a_conversation_survives_a_restart(@TempDir Path folder) {
        // Without DB_CLOSE_DELAY the file is closed with its last connection, as it is when the service stops.
        String url = "jdbc:h2:file:" + folder.resolve("conversations");
        List<Message> turn = List.of(new Message.User("Hello"), Message.Assistant.text("Hi."));
        Jdbi before = Jdbi.create(url);
        migrate(before);
        new JdbcConversationStore(before).append(key("c-1"), 0, turn, Instant.EPOCH);

        var after = new JdbcConversationStore(Jdbi.create(url));

        assertThat(after.find(key("c-1")).orElseThrow().turns()).containsExactly(turn);
    }

    @Test
    void conversations_from_before_there_were_owners_are_an_anonymous_callers() {
        var database = Jdbi.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        migrate(database, "V10__conversations");
        List<Message> turn = List.of(new Message.User("Hello"), Message.Assistant.text("Hi."));
        database.useHandle(handle -> {
            handle.execute("insert into conversation (id, used_at) values ('c-old', ?)", Instant.EPOCH);
            handle.execute(
                    "insert into conversation_turn (conversation_id, turn_number, messages) values ('c-old', 0, ?)",
                    MessageJson.write(turn));
        });

        migrate(database, "V11__owners");

        assertThat(new JdbcConversationStore(database)
                        .find(key("c-old"))
                        .orElseThrow()
                        .turns())
                .containsExactly(turn);
    }
}
