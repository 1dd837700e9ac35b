package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.Message;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The embedded model through the real prompt, tokenizer, engine and parser, greedy, with the settings of a fresh
 * installation. The floors stand a little under what was measured on the same samples, so that a fault in any of these
 * shows; the whole sets' figures are in the model's card.
 */
class EmbeddedModelTest {
    private static LoadedModel model;

    @BeforeAll
    static void load() {
        var config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(CaduceusConfig.class)
                .build()
                .getConfigMapping(CaduceusConfig.class);
        model = LoadedModel.open(Path.of("src/main/resources/models/caduceus-mini"), config);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @ParameterizedTest(name = "{0}: every {1}th, at least {2}")
    @CsvSource({
        "heldout, 7, 0.78",
        "few, 7, 0.86",
        "handwritten, 4, 0.90",
        "two, 6, 0.76",
        "nothing, 6, 0.94",
        "missing, 6, 0.94",
        "answers, 4, 0.96",
        "turns, 6, 0.82"
    })
    void it_does_what_is_asked_of_it(String set, int every, double floor) {
        List<EvaluationCase> cases = EvaluationCase.sample(set, every);
        var wrong = new ArrayList<String>();
        for (EvaluationCase item : cases) {
            Message.Assistant reply = model.generator().run(item.request()).answer();
            if (!item.passedBy(reply)) {
                wrong.add(item + ": " + reply.calls() + reply.text());
            }
        }
        int passed = cases.size() - wrong.size();
        System.out.printf(Locale.ROOT, "embedded model, %s: %d of %d right%n", set, passed, cases.size());
        assertThat(passed / (double) cases.size())
                .as("wrong: %s", String.join("\n", wrong))
                .isGreaterThanOrEqualTo(floor);
    }
}
