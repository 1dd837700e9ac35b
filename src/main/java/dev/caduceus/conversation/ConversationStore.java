package dev.caduceus.conversation;

import dev.caduceus.chat.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where conversations outlive the process. Blocking; safe for many threads. */
public interface ConversationStore {
    Optional<Conversation> find(ConversationKey key);

    /**
     * Adds a whole turn, or nothing.
     *
     * @param before turns that the conversation has; 0 makes a new one
     * @throws dev.caduceus.chat.CaduceusException {@code CONVERSATION_BUSY} where it has another number of them by now
     */
    void append(ConversationKey key, int before, List<Message> turn, Instant now);

    /** @return false where there was none */
    boolean delete(ConversationKey key);

    /** Deletes the conversations whose last turn ended before {@code limit}; says how many. */
    int deleteIdleSince(Instant limit);
}
