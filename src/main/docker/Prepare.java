import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code java Prepare.java HOME}: makes the service in HOME/app, with the Java in HOME/jre, ready for a read-only image.
 * Leaves HOME/djl (native libraries), HOME/models, HOME/java.options and HOME/caduceus.jsa, and an empty HOME/data.
 */
class Prepare {
    private static final String BASE = "http://127.0.0.1:8089";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path home;

    private Prepare(Path home) {
        this.home = home;
    }

    public static void main(String[] args) throws Exception {
        new Prepare(Path.of(args[0])).prepare();
    }

    private void prepare() throws Exception {
        Path scratch = Files.createTempDirectory("prepare");
        run(scratch, List.of("-Dcaduceus.data-dir=" + scratch));
        Files.createDirectories(home.resolve("models"));
        Files.move(scratch.resolve("models/caduceus-mini"), home.resolve("models/caduceus-mini"));
        Files.createDirectories(home.resolve("data"));
        // Their content lies in HOME/djl now; the jars must stay for what else they hold. Before the archive is recorded,
        // which notes every jar's size and time.
        emptied("ai.djl.pytorch.pytorch-native-cpu", "/pytorch");
        emptied("ai.djl.pytorch.pytorch-jni", "/jnilib");
        Path options = home.resolve("java.options");
        String fixed = "--add-modules=jdk.incubator.vector\n-XX:+UseSerialGC\n-XX:+ExitOnOutOfMemoryError\n-Dai.djl.offline=true\n";
        Files.writeString(options, fixed);
        baseArchive(options);
        Path archive = home.resolve("caduceus.jsa");
        run(scratch, List.of("@" + options, "-XX:ArchiveClassesAtExit=" + archive, "-Dcaduceus.data-dir=" + scratch));
        Files.writeString(options, fixed + "-XX:SharedArchiveFile=" + archive + "\n");
        readable(home.resolve("djl"));
    }

    /** The runtime's own classes: one that jlink makes knows nothing of the added module, and each start would complain. */
    private void baseArchive(Path options) throws Exception {
        var command = List.of(home.resolve("jre/bin/java").toString(), "@" + options, "-Xshare:dump");
        Process dump = new ProcessBuilder(command).inheritIO().start();
        require(dump.waitFor() == 0, "no archive of the runtime's classes");
    }

    /** DJL unpacks into folders of its own user's only; the service runs as another. */
    private static void readable(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    /** Starts the service, has one turn with a call, and stops it. */
    private void run(Path scratch, List<String> options) throws Exception {
        var command = new ArrayList<String>();
        command.add(home.resolve("jre/bin/java").toString());
        command.addAll(options);
        command.add("-Dquarkus.http.port=" + URI.create(BASE).getPort());
        command.add("-Dtools.weather.live=false");
        command.addAll(List.of("-jar", home.resolve("app/quarkus-run.jar").toString()));
        var builder = new ProcessBuilder(command).directory(scratch.toFile()).inheritIO();
        builder.environment().put("DJL_CACHE_DIR", home.resolve("djl").toString());
        Process service = builder.start();
        try {
            ready(service);
            String answer = HTTP.send(
                            HttpRequest.newBuilder(URI.create(BASE + "/chat"))
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString("{\"message\": \"What is the weather in Oslo?\"}"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            require(answer.contains("finish_reason"), "no turn: " + answer);
        } finally {
            service.destroy();
            require(service.waitFor(60, TimeUnit.SECONDS), "the service doesn't stop");
        }
    }

    private static void ready(Process service) throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            require(service.isAlive(), "the service ended");
            try {
                var request = HttpRequest.newBuilder(URI.create(BASE + "/q/health/ready")).build();
                if (HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // It does not listen yet.
            }
            Thread.sleep(500);
        }
        throw new IllegalStateException("the service is not ready after five minutes");
    }

    /** Takes a folder out of the jar whose name begins so. */
    private void emptied(String jar, String folder) throws IOException {
        Path path;
        try (var jars = Files.walk(home.resolve("app/lib"))) {
            path = jars.filter(p -> p.getFileName().toString().startsWith(jar)).findFirst().orElseThrow();
        }
        Path smaller = path.resolveSibling("smaller.jar");
        Files.copy(path, smaller);
        try (var zip = FileSystems.newFileSystem(smaller);
                var files = Files.walk(zip.getPath(folder))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        // A whole second: the layers of an image keep no fractions, and the archive of classes notes the time.
        Files.setLastModifiedTime(smaller, FileTime.from(Instant.now().truncatedTo(ChronoUnit.SECONDS)));
        Files.move(smaller, path, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }
}
