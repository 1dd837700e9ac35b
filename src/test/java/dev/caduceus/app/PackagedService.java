package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The jar that {@code ./mvnw package} leaves, in a process of its own, started as the README says. */
record PackagedService(Process process, RunningService http) {
    private static final int SIGABRT = 134;
    private static final int SIGSEGV = 139;

    /** Started, and ready. @param folder where it runs, with its log and its data */
    static PackagedService start(Path folder, RunningService http) throws Exception {
        var service = new PackagedService(launch(folder, http.port()), http);
        try {
            http.awaitReady(service.process::isAlive, () -> Files.readString(folder.resolve("log.txt")));
            return service;
        } catch (Exception | AssertionError e) {
            service.process.destroyForcibly();
            throw e;
        }
    }

    private static Process launch(Path folder, int port) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-modules=jdk.incubator.vector",
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

    /** SIGTERM. */
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("stops on SIGTERM").isTrue();
        assertThat(process.exitValue()).as("does not crash").isNotIn(SIGABRT, SIGSEGV);
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
