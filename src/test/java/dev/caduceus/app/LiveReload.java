package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.schema.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real {@code ./mvnw quarkus:dev} on a copy of the project: an edited tool is live at the next request, and the model is
 * not loaded again. Prints the times from save to first token. No test of the gate: {@code ./mvnw -q test
 * -Dtest=LiveReload}, with {@code -Dmodel=/folder} for another model than the embedded one.
 */
class LiveReload {
    private static final int EDITS = Integer.getInteger("edits", 3);
    private static final String MODEL = System.getProperty("model", "embedded");

    /** Loading a large model on a small machine, or reading its first prompt. */
    private static final long PATIENCE_MILLIS = 300_000;

    /** Quarkus looks for edits at most every two seconds. */
    private static final long SCAN_MILLIS = 2_500;

    private static final String TOOL = "src/main/java/dev/caduceus/tools/Probe.java";

    /** The model has to call it, so that any model will do. */
    private static final String ASK =
            "{\"message\": \"Which edition is it?\", \"tools\": [\"edition\"], \"options\": {\"tool_choice\": \"edition\","
                    + " \"max_new_tokens\": 16, \"temperature\": 0}}";

    @TempDir
    Path project;

    private Process dev;
    private Path log;
    private URI base;

    private record Reply(String edition, long firstTokenMillis) {}

    @BeforeEach
    void start() throws IOException {
        for (String part : List.of("pom.xml", "mvnw", ".mvn", "src/main")) {
            copy(Path.of(part), project.resolve(part));
        }
        write(1);
        log = project.resolve("dev.log");
        int port = freePort();
        base = URI.create("http://localhost:" + port);
        dev = new ProcessBuilder(
                        "./mvnw",
                        "-B",
                        "quarkus:dev",
                        "-Ddebug=false",
                        "-Dquarkus.http.port=" + port,
                        "-Dquarkus.analytics.disabled=true",
                        "-Dquarkus.console.enabled=false",
                        "-Dcaduceus.model=" + MODEL)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    @AfterEach
    void stop() {
        Stream.concat(dev.descendants(), Stream.of(dev.toHandle())).toList().forEach(ProcessHandle::destroy);
        dev.onExit().join();
    }

    @Test
    void an_edited_tool_is_live_at_the_next_request_and_the_model_is_kept() throws Exception {
        awaitReady();
        report("first request", ask(System.nanoTime()));
        report("second request", ask(System.nanoTime()));
        for (int edition = 2; edition <= EDITS + 1; edition++) {
            Thread.sleep(SCAN_MILLIS);
            write(edition);
            Reply reply = ask(System.nanoTime());
            report("saved, edition " + edition, reply);
            assertThat(reply.edition()).isEqualTo("edition " + edition);
            assertThat(lines("kept over the live reload")).hasSize(edition - 1);
        }
        assertThat(lines(" loaded, ready in")).hasSize(1);
        lines(", ready in").forEach(line -> System.out.println(line.substring(line.indexOf("model "))));
    }

    private static void report(String what, Reply reply) {
        System.out.printf(Locale.ROOT, "%-18s first token after %6d ms%n", what, reply.firstTokenMillis());
    }

    private void write(int edition) throws IOException {
        Files.writeString(project.resolve(TOOL), """
                package dev.caduceus.tools;

                import dev.langchain4j.agent.tool.Tool;
                import jakarta.enterprise.context.ApplicationScoped;

                @ApplicationScoped
                public class Probe {
                    @Tool("Says which edition of this service runs.")
                    public String edition() {
                        return "edition %d";
                    }
                }
                """.formatted(edition));
    }

    /** The whole turn; the first token is its first event after {@code started}: a call, for the model has to. */
    private Reply ask(long since) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve("/chat?deltas=true"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(ASK))
                .build();
        HttpResponse<InputStream> response =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        var result = new StringBuilder();
        long first = 0;
        String event = "";
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event:")) {
                    event = line.substring("event:".length()).strip();
                    boolean written = !event.equals("started") && !event.equals("failed");
                    first = first == 0 && written ? System.nanoTime() : first;
                } else if (line.startsWith("data:") && event.equals("tool_result")) {
                    result.append(line.substring("data:".length()));
                }
            }
        }
        assertThat(response.statusCode()).as(log()).isEqualTo(200);
        assertThat(result).as(log()).isNotEmpty();
        return new Reply(Json.read(result.toString()).path("result").asText(), (first - since) / 1_000_000);
    }

    private void awaitReady() throws InterruptedException {
        var ready = HttpRequest.newBuilder(base.resolve("/q/health/ready")).build();
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (System.currentTimeMillis() < end && dev.isAlive()) {
            try {
                int status = HttpClient.newHttpClient()
                        .send(ready, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // Maven still compiles.
            }
            Thread.sleep(200);
        }
        throw new AssertionError("not ready; its log says\n" + log());
    }

    private List<String> lines(String containing) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(containing)).toList();
        }
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.toAbsolutePath().getParent());
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
