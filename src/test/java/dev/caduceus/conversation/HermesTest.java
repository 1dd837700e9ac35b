package dev.caduceus.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.tools.BookRecommendation;
import dev.caduceus.tools.Joke;
import dev.caduceus.tools.SongRecommendation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class HermesTest {
    private static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();

    private static final String BOOK = ScriptedModel.call(
            "BookRecommendation", "{\"interest\": \"Crime Thriller\", \"recommended_book\": \"The Big Sleep\"}");
    private static final String NO_QUESTION =
            ScriptedModel.call("Joke", "{\"setup\": \"A horse walks into a bar.\", \"punchline\": \"Long face.\"}");
    private static final String QUESTION =
            ScriptedModel.call("Joke", "{\"setup\": \"Why the long face?\", \"punchline\": \"I am a horse.\"}");

    private final ScriptedModel model = new ScriptedModel();

    @Test
    void the_types_are_offered_and_the_call_is_a_record() {
        model.writes(BOOK);
        List<Record> records = hermes().extract(
                        "Recommend me a book on Crime Thriller.",
                        Joke.class,
                        BookRecommendation.class,
                        SongRecommendation.class);
        assertThat(records).containsExactly(new BookRecommendation("Crime Thriller", "The Big Sleep"));
        assertThat(model.prompts()).hasSize(1);
        assertThat(model.prompts().getFirst()).contains("\"Joke\"", "\"SongRecommendation\"");
    }

    @Test
    void an_answer_that_breaks_its_validation_is_corrected_once() {
        model.writes(BOOK + NO_QUESTION).writes(BOOK + QUESTION);
        List<Record> records = hermes().extract("A book and a joke.", Joke.class, BookRecommendation.class);
        assertThat(records)
                .containsExactly(
                        new BookRecommendation("Crime Thriller", "The Big Sleep"),
                        new Joke("Why the long face?", "I am a horse."));
        assertThat(model.prompts().getLast()).contains("setup must end with a question mark");
    }

    @Test
    void one_type_gives_a_list_of_it() {
        model.writes("<tool_call>{\"name\": \"Joke\", \"arguments\": {\"setup\": }}</tool_call>")
                .writes(QUESTION);
        List<Joke> jokes = hermes().extract("Tell me a joke", Joke.class);
        assertThat(jokes).extracting(Joke::punchline).containsExactly("I am a horse.");
        assertThat(model.prompts().getLast()).contains("The call could not be read");
    }

    @Test
    void a_second_answer_that_is_no_better_is_an_error() {
        model.writes(NO_QUESTION).writes(NO_QUESTION);
        assertThatThrownBy(() -> hermes().extract("Tell me a joke", Joke.class))
                .isInstanceOfSatisfying(
                        CaduceusException.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.BAD_STRUCTURED_ANSWER))
                .hasMessageContaining("Joke: setup must end with a question mark");
    }

    @Test
    void an_answer_in_words_gives_no_records() {
        model.writes("I can't help with that.");
        assertThat(hermes().extract("What is 1 + 1?", Joke.class)).isEmpty();
    }

    private Hermes hermes() {
        return new Hermes(model.generator(), VALIDATOR, UnaryOperator.identity());
    }
}
