package dev.caduceus.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.Caller;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.Origin;
import dev.caduceus.chat.TurnRequest;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class OwnedConversationsTest {
    private static final Caller ANN = new Caller("user:ann", Set.of());
    private static final Caller BOB = new Caller("user:bob", Set.of());

    private final ScriptedModel model = new ScriptedModel();
    private final Conversations conversations = new Conversations(
            new ToolLoop(model.generator(), new ScriptedTools().box(), LoopLimits.DEFAULT),
            new JdbcConversationStore(H2ConversationStoreTest.inMemory()),
            ConversationLimits.DEFAULT,
            Clock.systemUTC());

    @Test
    void another_caller_finds_no_conversation_and_may_have_one_of_the_same_id() throws InterruptedException {
        model.writes("Hello, Ann.").writes("Who are you?");
        say(ANN, "I am Ann").result();

        for (Caller other : List.of(BOB, Caller.ANONYMOUS)) {
            assertNotFound(() -> conversations.get(other, "c-1"));
            assertNotFound(() -> conversations.delete(other, "c-1"));
        }
        say(BOB, "Who am I?").result();

        assertThat(model.prompts().getLast()).doesNotContain("Ann");
        assertThat(conversations.get(ANN, "c-1").messages()).contains(new Message.User("I am Ann"));
        assertThat(conversations.get(BOB, "c-1").messages()).contains(new Message.User("Who am I?"));
    }

    @Test
    void a_running_turn_keeps_nobody_waiting_who_has_a_conversation_of_the_same_id() throws InterruptedException {
        model.writesAndHangs("Wait").writes("Hi.");
        var heard = new Heard();
        Turn turn = conversations.start("c-1", hello(ANN, "Hello"), LoopLimits.DEFAULT, heard);

        assertThat(say(BOB, "Hello").result().answer().text()).isEqualTo("Hi.");

        turn.cancel();
        heard.await();
    }

    private Heard say(Caller caller, String text) {
        var heard = new Heard();
        conversations.start("c-1", hello(caller, text), LoopLimits.DEFAULT, heard);
        return heard;
    }

    private static TurnRequest hello(Caller caller, String text) {
        return TurnRequest.of(List.of(new Message.User(text))).withOrigin(new Origin(caller, ""));
    }

    private static void assertNotFound(ThrowingCallable attempt) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(
                        CaduceusException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
}
