package dev.caduceus.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.chat.CaduceusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubSettingsTest {
    @TempDir
    Path home;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "                                             | ~/.cache/huggingface/hub",
                "HF_HOME=                                     | ~/.cache/huggingface/hub",
                "XDG_CACHE_HOME=/xdg                          | /xdg/huggingface/hub",
                "HF_HOME=/hf XDG_CACHE_HOME=/xdg              | /hf/hub",
                "HF_HOME=~/hf                                 | ~/hf/hub",
                "HUGGINGFACE_HUB_CACHE=/old HF_HOME=/hf       | /old",
                "HF_HUB_CACHE=/c HUGGINGFACE_HUB_CACHE=/old   | /c",
            })
    void the_cache_is_where_huggingface_hub_has_it(String environment, String cache) {
        assertThat(settings(environment).cache()).isEqualTo(Path.of(cache.replace("~", home.toString())));
    }

    @Test
    void the_token_comes_from_the_variable_or_else_from_the_file() throws IOException {
        assertThat(settings("").token().isPresent()).isFalse();
        Files.createDirectories(home.resolve(".cache/huggingface"));
        Files.writeString(home.resolve(".cache/huggingface/token"), "hf_file\n");
        Files.writeString(home.resolve("other"), "hf_other\n");
        assertThat(settings("").token().value()).isEqualTo("hf_file");
        assertThat(settings("HF_TOKEN_PATH=~/other").token().value()).isEqualTo("hf_other");
        assertThat(settings("HF_TOKEN=hf_set").token().value()).isEqualTo("hf_set");
        assertThat(settings("HUGGING_FACE_HUB_TOKEN=hf_old").token().value()).isEqualTo("hf_old");
        assertThat(settings("HF_TOKEN=hf_set HF_HUB_DISABLE_IMPLICIT_TOKEN=1")
                        .token()
                        .isPresent())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'', false",
        "HF_HUB_OFFLINE=1, true",
        "HF_HUB_OFFLINE=true, true",
        "HF_HUB_OFFLINE=0, false",
        "TRANSFORMERS_OFFLINE=Yes, true"
    })
    void offline_is_a_flag(String environment, boolean offline) {
        assertThat(settings(environment).offline()).isEqualTo(offline);
    }

    @Test
    void the_endpoint_has_no_slash_at_its_end() {
        assertThat(settings("").endpoint()).hasToString("https://huggingface.co");
        assertThat(settings("HF_ENDPOINT=http://mirror:8080/hf/").endpoint()).hasToString("http://mirror:8080/hf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mirror", "ftp://mirror", "http://", "::"})
    void an_endpoint_that_is_no_address_is_refused(String endpoint) {
        assertThatThrownBy(() -> settings("HF_ENDPOINT=" + endpoint))
                .isInstanceOf(CaduceusException.class)
                .hasMessageContaining("HF_ENDPOINT is '" + endpoint + "', but must be an address such as https://");
    }

    @ParameterizedTest
    @CsvSource({
        "NousResearch/Hermes-3-Llama-3.2-3B, true",
        "org/name@v1.0, true",
        "org/name@refs/pr/7, true",
        "org/name@, false",
        "org/name@../x, false",
        "org/name@a/../b, false",
        "org/name@/x, false",
        "name, false",
        "a/b/c, false",
        "../name, false",
        "org/.name, false",
        "org/na--me, false",
        "'', false",
    })
    void an_id_is_an_owner_and_a_name_and_maybe_a_revision(String text, boolean fits) {
        assertThat(HubId.fits(text)).isEqualTo(fits);
        if (fits) {
            assertThat(HubId.parse(text)).hasToString(text);
        } else {
            assertThatThrownBy(() -> HubId.parse(text)).isInstanceOf(CaduceusException.class);
        }
    }

    private HubSettings settings(String environment) {
        Map<String, String> variables = Arrays.stream((environment == null ? "" : environment).split(" "))
                .filter(variable -> variable.contains("="))
                .collect(Collectors.toMap(
                        variable -> variable.substring(0, variable.indexOf('=')),
                        variable -> variable.substring(variable.indexOf('=') + 1)));
        return HubSettings.of(variables, home);
    }
}
