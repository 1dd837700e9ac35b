package dev.caduceus.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
    /** By sha256sum. */
    private static final String HASH_OF_ABC = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static final String HASH_OF_TEST =
            "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    @Test
    void a_key_is_found_by_its_hash_and_by_nothing_else() {
        var web = new ApiKey("web", HASH_OF_ABC.toUpperCase().replace("SHA256", "sha256"), Set.of("shop"));
        var batch = new ApiKey("batch", HASH_OF_TEST, Set.of());
        var keys = new ApiKeys(List.of(web, batch));
        assertThat(keys.find("abc")).contains(web);
        assertThat(keys.find("test")).contains(batch);
        for (String wrong : List.of("", "ab", "abcd", "ABC", HASH_OF_ABC, "web")) {
            assertThat(keys.find(wrong)).as(wrong).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "sha256:", "sha256:12", "md5:900150983cd24fb0d6963f7d28e17f72", "sha256:zz"})
    void what_is_no_hash_is_refused_without_being_shown(String hash) {
        assertThatThrownBy(() -> new ApiKey("web", hash, Set.of()))
                .hasMessageContaining("caduceus.security.keys.web.hash")
                .hasMessageNotContaining("900150983")
                .hasMessageNotContaining("abc");
    }
}
