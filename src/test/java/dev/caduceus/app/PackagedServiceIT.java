package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that {@code ./mvnw package} leaves, started as the README says. */
class PackagedServiceIT {
    @Test
    void it_unpacks_its_model_answers_remembers_over_a_restart_and_stops(@TempDir Path folder) throws Exception {
        RunningService service = RunningService.onFreePort();
        String id = "c-restart";
        PackagedService first = PackagedService.start(folder, service);
        try {
            assertThat(service.chat("Hello", id).names()).startsWith("started").endsWith("done");
        } finally {
            first.stop();
        }
        PackagedService second = PackagedService.start(folder, service);
        try {
            assertThat(service.get("/conversations/" + id).body()).contains("Hello");
        } finally {
            second.stop();
        }
    }
}
