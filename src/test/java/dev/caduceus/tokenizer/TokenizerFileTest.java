package dev.caduceus.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerFileTest {
    private static final String HEAD = "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": []}, ";

    @TempDir
    Path folder;

    @Test
    void a_missing_file_is_named_with_what_to_do() {
        assertBad("is missing; a model's folder needs the tokenizer.json");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\": | is no JSON: ",
                "[] | holds no JSON object",
                "{\"model\": {\"type\": \"Unigram\", \"vocab\": []}} | has a model of type Unigram, but only BPE",
                "{\"model\": {\"vocab\": {}}, \"decoder\": {\"type\": \"WordPiece\"}} | has the decoder [WordPiece]",
                "{\"model\": {\"vocab\": {}, \"merges\": [[\"a\"]]}, \"decoder\": {\"type\": \"ByteLevel\"}, "
                        + "\"pre_tokenizer\": 3} | is no tokenizer that Hugging Face's library reads: ",
            })
    void a_broken_file_is_named_with_what_was_expected(String json, String message) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), json);
        assertBad(message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | ''",
                "{\"bos_token\": null} | ''",
                "{\"bos_token\": \"<s>\"} | <s>",
                "{\"bos_token\": {\"content\": \"<s>\"}, \"add_bos_token\": true} | <s>",
                "{\"bos_token\": \"<s>\", \"add_bos_token\": false} | ''",
                "{\"bos_token\": \"<s>\", \"tokenizer_class\": \"Qwen2TokenizerFast\"} | ''",
            })
    void the_bos_token_may_be_a_text_an_object_or_absent(String config, String expected) throws IOException {
        write(config);
        assertThat(TokenizerFile.read(folder).bosToken()).isEqualTo(expected);
    }

    @Test
    void a_bos_token_that_the_tokenizer_does_not_know_is_refused() throws IOException {
        write("{\"bos_token\": \"<bos>\"}");
        assertBad("names the bos_token <bos>, which is no added token");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {"{\"type\": \"Prepend\", \"prepend\": \"▁\"} | <s>", "null | <s> <t>"})
    void a_token_that_is_only_found_after_a_space_is_none_of_the_markup(String normalizer, String expected)
            throws IOException {
        Files.writeString(
                folder.resolve("tokenizer.json"),
                HEAD + "\"decoder\": {\"type\": \"ByteLevel\"}, \"normalizer\": " + normalizer
                        + ", \"added_tokens\": [{\"id\": 1, \"content\": \"<s>\"},"
                        + " {\"id\": 2, \"content\": \"<t>\", \"normalized\": true}]}");
        assertThat(TokenizerFile.read(folder).markup().stream().map(AddedToken::text))
                .containsExactly(expected.split(" "));
    }

    private void write(String config) throws IOException {
        Files.writeString(
                folder.resolve("tokenizer.json"),
                HEAD
                        + "\"decoder\": {\"type\": \"ByteLevel\"}, \"added_tokens\": [{\"id\": 1, \"content\": \"<s>\"}]}");
        Files.writeString(folder.resolve("tokenizer_config.json"), config);
    }

    private void assertBad(String message) {
        assertThatExceptionOfType(CaduceusException.class)
                .isThrownBy(() -> Tokenizer.open(folder).close())
                .withMessageContaining(folder.toString())
                .withMessageContaining(message)
                .matches(e -> e.code() == ErrorCode.BAD_MODEL);
    }
}
