package dev.caduceus.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.schema.JsonSchema;
import dev.caduceus.tools.Joke;
import dev.langchain4j.model.chat.ChatModel;
import io.quarkiverse.langchain4j.RegisterAiService;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A method of an AI service that returns a record: the framework asks for its schema, and our model is held to it. */
@QuarkusTest
class StructuredAiServiceTest {
    private static final ScriptedTurns TURNS = ScriptedTurns.answering(StructuredAiServiceTest::answer);

    @RegisterAiService(chatLanguageModelSupplier = Model.class)
    interface Comedian {
        Joke tell(String topic);
    }

    public static final class Model implements Supplier<ChatModel> {
        @Override
        public ChatModel get() {
            return new CaduceusChatModel(TURNS, ModelSettings.of("caduceus"));
        }
    }

    @Inject
    Comedian comedian;

    @Test
    void a_method_that_returns_a_record_gets_one() {
        assertThat(comedian.tell("A joke about horses")).isEqualTo(new Joke("Why the long face?", "I am a horse."));
        assertThat(TURNS.requests.getLast().output())
                .isInstanceOfSatisfying(
                        OutputConstraint.Json.class,
                        json -> assertThat(json.schema())
                                .isInstanceOfSatisfying(
                                        JsonSchema.ObjectSchema.class,
                                        schema -> assertThat(schema.properties())
                                                .containsOnlyKeys("setup", "punchline")));
    }

    private static List<ChatEvent> answer(TurnRequest request) {
        return List.of(new ChatEvent.Text("{\"setup\": \"Why the long face?\", \"punchline\": \"I am a horse.\"}"));
    }
}
