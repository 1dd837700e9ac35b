package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.api.access.AccessSettings.Required;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;

/** The settings of docs/operations.md as they are written there. */
class SecuritySettingsTest {
    private static final String HASH = "sha256:" + "0".repeat(64);

    @Test
    void a_key_is_read_from_the_environment_as_a_container_has_it() {
        CaduceusConfig.Security security = security(new EnvConfigSource(
                Map.of(
                        "CADUCEUS_SECURITY_REQUIRED", "always",
                        "CADUCEUS_SECURITY_KEYS_ME_HASH", HASH,
                        "CADUCEUS_SECURITY_KEYS_ME_ROLES", "support,boss"),
                300));
        assertThat(security.required()).isEqualTo(Required.ALWAYS);
        assertThat(security.keys()).containsOnlyKeys("me");
        assertThat(security.keys().get("me").hash()).isEqualTo(HASH);
        assertThat(security.keys().get("me").roles()).contains(Set.of("support", "boss"));
    }

    @Test
    void several_keys_are_read_from_a_file_and_the_rest_has_safe_defaults() {
        CaduceusConfig.Security security = security(new PropertiesConfigSource(
                Map.of(
                        "caduceus.security.keys.web-front.hash", HASH,
                        "caduceus.security.keys.batch.hash", HASH,
                        "caduceus.security.keys.batch.roles", "boss"),
                "keys.properties",
                300));
        assertThat(security.keys()).containsOnlyKeys("web-front", "batch");
        assertThat(security.required()).isEqualTo(Required.REMOTE);
        assertThat(security.openMetrics()).isFalse();
        assertThat(security.jwt()).isEmpty();
        assertThat(security.roles()).isEmpty();
    }

    private static CaduceusConfig.Security security(ConfigSource source) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(CaduceusConfig.class)
                .withSources(source)
                .build()
                .getConfigMapping(CaduceusConfig.class)
                .security();
    }
}
