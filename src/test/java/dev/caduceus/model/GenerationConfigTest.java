package dev.caduceus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.SamplingParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationConfigTest {
    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void every_id_that_a_file_calls_the_end_ends_a_turn(Map<String, String> files, Integer[] ids) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(
                    folder.resolve(file.getKey() + ".json"), file.getValue().replace('\'', '"'));
        }
        assertThat(GenerationConfig.read(folder, 100).eosIds()).containsExactly(ids);
    }

    static Stream<Arguments> every_id_that_a_file_calls_the_end_ends_a_turn() {
        String slow = "{'eos_token': '<|im_end|>', 'added_tokens_decoder': {'9': {'content': '<|im_end|>'}}}";
        String fast = "{'added_tokens': [{'id': 7, 'content': '<s>'}, {'id': 9, 'content': '<|im_end|>'}]}";
        return Stream.of(
                ends(Map.of()),
                ends(Map.of("generation_config", "{'eos_token_id': null}")),
                ends(Map.of("generation_config", "{'eos_token_id': 2}"), 2),
                ends(Map.of("generation_config", "{'eos_token_id': [5, 2, 5]}"), 5, 2),
                ends(Map.of("config", "{'eos_token_id': 3}"), 3),
                ends(Map.of("generation_config", "{'eos_token_id': 2}", "config", "{'eos_token_id': 3}"), 2, 3),
                ends(Map.of("config", "{'eos_token_id': 2}", "tokenizer_config", slow), 2, 9),
                ends(Map.of("tokenizer_config", "{'eos_token': {'content': '<|im_end|>'}}", "tokenizer", fast), 9),
                ends(Map.of("tokenizer_config", "{'eos_token': '</s>'}", "tokenizer", fast)));
    }

    private static Arguments ends(Map<String, String> files, Integer... ids) {
        return Arguments.of(files, ids);
    }

    @Test
    void a_model_that_does_not_say_how_to_sample_is_greedy() {
        assertThat(GenerationConfig.read(folder, 100).sampling()).isEqualTo(SamplingParams.GREEDY);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{'do_sample': true, 'temperature': 0.6, 'top_k': 20, 'top_p': 0.95} | 0.6 0.95 20 1.0",
                "{'do_sample': true, 'repetition_penalty': 1.05, 'top_k': 0}       | 1.0 1.0 0 1.05",
                "{'do_sample': false, 'temperature': 0.6, 'top_p': 0.9}            | 0.0 1.0 0 1.0",
                "{'temperature': 0.6, 'top_p': 0.9}                                | 0.0 1.0 0 1.0",
                "{'do_sample': false, 'repetition_penalty': 1.1}                   | 0.0 1.0 0 1.1",
                "{'repetition_penalty': 1.2, 'top_k': 5}                           | 0.0 1.0 0 1.2",
            })
    void the_models_own_sampling_is_the_default(String json, String expected) throws IOException {
        SamplingParams sampling = read(json).sampling();
        assertThat("%s %s %s %s"
                        .formatted(
                                sampling.temperature(), sampling.topP(), sampling.topK(), sampling.repetitionPenalty()))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"'top_k': -1", "'top_k': 'all'", "'temperature': 0", "'top_p': 1.5", "'do_sample': 1"})
    void sampling_that_is_impossible_is_refused_by_name(String setting) {
        String json = "{'do_sample': true, " + setting + "}";
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(CaduceusException.class)
                .hasMessageContaining("generation_config.json");
    }

    @Test
    void what_the_engine_does_not_have_is_told_unless_it_has_no_effect() throws IOException {
        assertThat(
                        read("{'min_p': 0.1, 'typical_p': 1.0, 'bad_words_ids': [[7]], 'num_beams': 1, 'suppress_tokens': [],"
                                        + " 'min_length': null}")
                                .ignored())
                .containsExactly("bad_words_ids=[[7]]", "min_p=0.1");
        assertThat(read("{'max_new_tokens': 2048, 'max_length': 4096, 'stop_strings': ['END']}")
                        .ignored())
                .containsExactly("max_length=4096", "max_new_tokens=2048", "stop_strings=[\"END\"]");
        assertThat(read("{'max_new_tokens': null, 'max_length': 20, 'stop_strings': []}")
                        .ignored())
                .isEmpty();
    }

    private GenerationConfig read(String json) throws IOException {
        Files.writeString(folder.resolve("generation_config.json"), json.replace('\'', '"'));
        return GenerationConfig.read(folder, 100);
    }

    @Test
    void a_model_that_samples_has_the_defaults_of_transformers_where_it_is_silent() throws IOException {
        Files.writeString(folder.resolve("generation_config.json"), "{\"do_sample\": true, \"top_p\": 0.9}");
        assertThat(GenerationConfig.read(folder, 100).sampling())
                .isEqualTo(
                        SamplingParams.GREEDY.withTemperature(1).withTopP(0.9).withTopK(50));
    }
}
