package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that {@code ./mvnw package} leaves, started as the README says. */
class PackagedServiceIT {
    @Test
    void it_unpacks_its_model_answers_remembers_over_a_restart_and_stops(@TempDir Path folder) throws Exception {
        RunningService service = RunningService.onFreePort();
        String id = "c-restart";
        Process first = start(folder, service.port());
        try {
            service.awaitReady(first::isAlive, () -> Files.readString(folder.resolve("log.txt")));
            assertThat(service.chat("Hello", id).names()).startsWith("started").endsWith("done");
        } finally {
            stop(first);
        }
        Process second = start(folder, service.port());
        try {
            service.awaitReady(second::isAlive, () -> Files.readString(folder.resolve("log.txt")));
            assertThat(service.get("/conversations/" + id).body()).contains("Hello");
        } finally {
            stop(second);
        }
    }

    private static Process start(Path folder, int port) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dquarkus.http.port=" + port,
                        "-Dtools.weather.live=false",
                        "-jar",
                        Path.of("target/quarkus-app/quarkus-run.jar")
                                .toAbsolutePath()
                                .toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("log.txt").toFile()))
                .start();
    }

    private static void stop(Process service) throws InterruptedException {
        service.destroy();
        assertThat(service.waitFor(30, TimeUnit.SECONDS)).as("stops on SIGTERM").isTrue();
    }
}
