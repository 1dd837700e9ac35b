package dev.caduceus.app;

import dev.caduceus.tools.PostgresCluster;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Little room and short patience, so that limits are met soon; on PostgreSQL, where that is installed. */
public final class SmallService implements QuarkusTestProfile {
    static final int SLOTS = 4;
    static final int QUEUE = 12;
    static final int CAPACITY = SLOTS + QUEUE;
    static final Duration QUEUE_TIME = Duration.ofSeconds(2);

    @Override
    public Map<String, String> getConfigOverrides() {
        var settings = new HashMap<>(Map.of(
                "caduceus.slots",
                String.valueOf(SLOTS),
                "caduceus.context-length",
                "2048",
                "caduceus.limits.queue-length",
                String.valueOf(QUEUE),
                "caduceus.limits.queue-time",
                QUEUE_TIME.toString(),
                "caduceus.limits.tool-time",
                "1s",
                "caduceus.limits.slow-reader",
                "2s"));
        PostgresCluster.programs().map(PostgresCluster::shared).ifPresent(cluster -> {
            settings.put("caduceus.database", "postgresql");
            settings.put("caduceus.postgresql.url", cluster.url("postgres"));
            settings.put("caduceus.postgresql.user", PostgresCluster.USER);
        });
        return settings;
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(FireTools.class);
    }
}
