package dev.caduceus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConfigTest {
    private static final Rope LLAMA3 = new Rope(500_000, new Rope.Scaling.Llama3(8, 1, 4, 64));

    @TempDir
    Path folder;

    @Test
    void the_rotary_embedding_reads_the_same_from_an_old_and_a_new_file() {
        assertThat(ModelConfig.read(Golden.folder("llama3-rope-bf16")).rope()).isEqualTo(LLAMA3);
        assertThat(ModelConfig.read(Golden.folder("llama3-rope-f16-shards")).rope())
                .isEqualTo(LLAMA3);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "Llama   |                                     | window 0, 8 key heads of 16",
                "Llama   | ,'sliding_window':32                | window 0, 8 key heads of 16",
                "Mistral |                                     | window 4096, 8 key heads of 16",
                "Mistral | ,'sliding_window':null              | window 0, 8 key heads of 16",
                "Mistral | ,'sliding_window':32                | window 32, 8 key heads of 16",
                "Qwen2   | ,'num_key_value_heads':4            | window 0, 4 key heads of 16",
                "Qwen2   | ,'num_key_value_heads':4,'sliding_window':32,'use_sliding_window':false"
                        + "                            | window 0, 4 key heads of 16",
                "Qwen2   | ,'num_key_value_heads':4,'sliding_window':32,'use_sliding_window':true"
                        + "                            | window 0, 4 key heads of 16",
                "Qwen2   | ,'num_key_value_heads':4,'sliding_window':32,'use_sliding_window':true,'max_window_layers':0"
                        + "                            | window 32, 4 key heads of 16",
                "Qwen2   | ,'num_key_value_heads':4,'use_sliding_window':true,'max_window_layers':0"
                        + "                            | window 4096, 4 key heads of 16",
                "Qwen2   | ,'num_key_value_heads':4,'use_sliding_window':true,'sliding_window':null,'max_window_layers':0"
                        + "                            | window 0, 4 key heads of 16",
                "Qwen3   | ,'num_key_value_heads':4            | window 0, 4 key heads of 128",
                "Qwen3   | ,'num_key_value_heads':4,'head_dim':32 | window 0, 4 key heads of 32",
                "Llama   | ,'num_key_value_heads':2            | window 0, 2 key heads of 16",
                "Llama   | ,'head_dim':24                      | window 0, 8 key heads of 24",
                "Llama   | ,'head_dim':null,'rope_scaling':null | window 0, 8 key heads of 16",
            })
    void what_a_file_leaves_out_is_what_transformers_assumes(String family, String more, String shape)
            throws IOException {
        String json = "{'architectures':['%sForCausalLM'],'hidden_size':128,'intermediate_size':64,'vocab_size':300,"
                + "'num_hidden_layers':2,'num_attention_heads':8,'max_position_embeddings':64,'rms_norm_eps':1e-5%s}";
        Files.writeString(
                folder.resolve("config.json"),
                json.formatted(family, more == null ? "" : more).replace('\'', '"'));
        ModelConfig config = ModelConfig.read(folder);
        assertThat("window %s, %s key heads of %s"
                        .formatted(config.slidingWindow(), config.kvHeads(), config.headSize()))
                .isEqualTo(shape);
        assertThat(config.rope()).isEqualTo(new Rope(10_000, new Rope.Scaling.None()));
        assertThat(config.tiedHead()).isFalse();
    }

    @Test
    void short_waves_keep_their_frequency_and_long_ones_are_stretched() {
        float[] plain = new Rope(500_000, new Rope.Scaling.None()).inverseFrequencies(24);
        float[] stretched = LLAMA3.inverseFrequencies(24);
        assertThat(plain[0]).isEqualTo(1);
        assertThat(stretched[0]).isEqualTo(plain[0]);
        assertThat(stretched[11]).isCloseTo(plain[11] / 8, within(1e-12f));
        assertThat(new Rope(500_000, new Rope.Scaling.Linear(4)).inverseFrequencies(24)[5])
                .isEqualTo(plain[5] / 4);
    }
}
