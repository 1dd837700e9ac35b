package dev.caduceus.conversation;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Message;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** Conversations in a database (H2 or PostgreSQL), in the tables of {@code V11__owners.sql}. */
public final class JdbcConversationStore implements ConversationStore {
    /** SQL:2016, unique constraint violation. */
    private static final String UNIQUE_VIOLATION = "23505";

    private final Jdbi database;

    public JdbcConversationStore(Jdbi database) {
        this.database = database;
    }

    @Override
    public Optional<Conversation> find(ConversationKey key) {
        return reached(() -> database.inTransaction(handle -> handle.createQuery(
                        "select used_at from conversation where owner = :owner and id = :id")
                .bindMethods(key)
                .mapTo(OffsetDateTime.class)
                .findOne()
                .map(usedAt -> new Conversation(key.id(), turns(handle, key), usedAt.toInstant()))));
    }

    @Override
    public void append(ConversationKey key, int before, List<Message> turn, Instant now) {
        String json = MessageJson.write(turn);
        try {
            var _ = reached(() -> database.inTransaction(handle -> {
                touch(handle, key, before, now);
                return handle.createUpdate(
                                "insert into conversation_turn (owner, conversation_id, turn_number, messages)"
                                        + " values (:owner, :id, :number, :messages)")
                        .bindMethods(key)
                        .bind("number", before)
                        .bind("messages", json)
                        .execute();
            }));
        } catch (UnableToExecuteStatementException e) {
            throw e.getCause() instanceof SQLException cause && UNIQUE_VIOLATION.equals(cause.getSQLState())
                    ? busy(key.id(), e)
                    : e;
        }
    }

    @Override
    public boolean delete(ConversationKey key) {
        return reached(() -> database.withHandle(
                handle -> handle.createUpdate("delete from conversation where owner = :owner and id = :id")
                                .bindMethods(key)
                                .execute()
                        > 0));
    }

    @Override
    public int deleteIdleSince(Instant limit) {
        return reached(() ->
                database.withHandle(handle -> handle.createUpdate("delete from conversation where used_at < :limit")
                        .bind("limit", limit.atOffset(ZoneOffset.UTC))
                        .execute()));
    }

    /** @throws CaduceusException {@code DATABASE_DOWN} where the trouble is the connection, not what was asked */
    private static <T> T reached(Supplier<T> work) {
        try {
            return work.get();
        } catch (JdbiException e) {
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException failure && isUnreached(failure)) {
                    throw new CaduceusException(
                            ErrorCode.DATABASE_DOWN,
                            "The database can't be reached, so the conversation can't be read or stored; try again later",
                            e);
                }
            }
            throw e;
        }
    }

    /** Classes of SQL:2016 and PostgreSQL: connection exception, too many of them, operator intervention (a shutdown); or a pool without. */
    private static boolean isUnreached(SQLException failure) {
        String state = failure.getSQLState();
        return failure instanceof SQLTimeoutException
                || failure instanceof SQLNonTransientConnectionException
                || state == null
                || state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57P");
    }

    private static List<List<Message>> turns(Handle handle, ConversationKey key) {
        return handle.createQuery(
                        "select messages from conversation_turn where owner = :owner and conversation_id = :id order by turn_number")
                .bindMethods(key)
                .mapTo(String.class)
                .map(MessageJson::read)
                .list();
    }

    private static void touch(Handle handle, ConversationKey key, int before, Instant now) {
        String sql = before == 0
                ? "insert into conversation (owner, id, used_at) values (:owner, :id, :now)"
                : "update conversation set used_at = :now where owner = :owner and id = :id";
        int rows = handle.createUpdate(sql)
                .bindMethods(key)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
        if (rows == 0) {
            throw CaduceusException.of(
                    ErrorCode.NOT_FOUND, "Conversation %s was deleted while this turn ran; start a new one", key.id());
        }
    }

    private static CaduceusException busy(String id, Exception cause) {
        return new CaduceusException(
                ErrorCode.CONVERSATION_BUSY,
                "Another turn of conversation " + id + " ended first, so this one was not stored; send it again",
                cause);
    }
}
