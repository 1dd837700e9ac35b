package dev.caduceus.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.app.LogLines;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.TurnRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A turn that can't be stored fails, and the log says where, without a word of what was said. */
class StoringFailuresTest {
    private final ScriptedModel model = new ScriptedModel();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_turn_that_can_not_be_stored_fails_in_the_log_too_and_the_next_one_is_let_in(boolean grave)
            throws InterruptedException {
        var store = new BrokenStore(grave);
        var conversations = new Conversations(
                new ToolLoop(model.generator(), new ScriptedTools().box(), LoopLimits.DEFAULT),
                store,
                ConversationLimits.DEFAULT,
                Clock.systemUTC());
        model.writes("Hi.").writes("Hi.");
        for (int i = 0; i < 2; i++) {
            try (var log = new LogLines()) {
                var heard = new Heard();
                conversations.start(
                        "c-1", TurnRequest.of(List.of(new Message.User("Hello"))), LoopLimits.DEFAULT, heard);
                assertThat(heard.error().getMessage()).contains("could not be stored");
                assertThat(log.of(Conversations.class.getName()))
                        .anyMatch(line -> line.contains("BrokenStore.append"))
                        .noneMatch(line -> line.contains("xyzzy"));
            }
        }
    }

    private record BrokenStore(boolean grave) implements ConversationStore {
        @Override
        public Optional<Conversation> find(ConversationKey key) {
            return Optional.empty();
        }

        @Override
        public void append(ConversationKey key, int turnsBefore, List<Message> turn, Instant now) {
            if (grave) {
                throw new StackOverflowError("xyzzy");
            }
            throw new IllegalStateException("xyzzy");
        }

        @Override
        public boolean delete(ConversationKey key) {
            return false;
        }

        @Override
        public int deleteIdleSince(Instant time) {
            return 0;
        }
    }
}
