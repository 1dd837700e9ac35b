package dev.caduceus.app;

import static dev.caduceus.app.Podman.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image of Dockerfile.jvm, built and run as restricted as the manifests in k8s ask for. */
class ContainerIT {
    private static final String IMAGE = "localhost/caduceus:test";

    private static final String KEY = "cad-container-test";

    /** Stands for Open-Meteo: holds each answer back until it may go. */
    private final Semaphore weatherAsked = new Semaphore(0);

    private final Semaphore weatherAnswers = new Semaphore(0);
    private final HttpServer weatherService = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    private String container = "";

    ContainerIT() throws IOException {
        weatherService.createContext("/", exchange -> {
            weatherAsked.release();
            weatherAnswers.acquireUninterruptibly();
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        weatherService.start();
    }

    @BeforeAll
    static void build(@TempDir Path scratch) throws Exception {
        Podman.require();
        Podman.build(IMAGE, scratch);
    }

    @AfterEach
    void remove() throws Exception {
        weatherService.stop(0);
        if (!container.isEmpty()) {
            run("podman", "rm", "-f", "--volumes", container).output();
        }
    }

    @Test
    void a_read_only_unprivileged_container_answers_and_ends_its_turn_before_it_stops() throws Exception {
        RunningService anyone = RunningService.onFreePort();
        container = start(anyone.port());
        anyone.awaitReady(this::running, () -> Podman.logs(container));
        RunningService service = asksForAKey(anyone);

        var first = CompletableFuture.supplyAsync(() -> chat(service, "c-first"));
        weatherAsked.acquire();
        weatherAnswers.release();
        assertThat(first.get(30, TimeUnit.SECONDS).names())
                .contains("tool_result")
                .endsWith("done");
        assertThat(Podman.logs(container))
                .contains("model caduceus-mini loaded")
                .doesNotContain("shared archive");
        assertThat(run("podman", "diff", container).output().lines())
                .as("nothing is written into the image")
                .filteredOn(line -> line.contains("/opt/"))
                .isEmpty();

        // Told to stop while a turn's tool waits for its answer.
        var last = CompletableFuture.supplyAsync(() -> chat(service, "c-last"));
        weatherAsked.acquire();
        var stopped = CompletableFuture.supplyAsync(this::stop);
        assertThat(stopped.completeOnTimeout("", 2, TimeUnit.SECONDS).join())
                .as("stopped with a turn running")
                .isEmpty();
        weatherAnswers.release();
        assertThat(last.get(30, TimeUnit.SECONDS).names())
                .contains("tool_result")
                .endsWith("done");
        run("podman", "wait", container).output();
        assertThat(state("ExitCode")).as("ended by itself, not killed (137)").isIn("0", "143");
    }

    @Test
    void the_command_of_the_download_runs_in_it() throws Exception {
        var job = new YAMLMapper()
                .readTree(Path.of("k8s/overlays/prod/model-download.yaml").toFile());
        var words = new ArrayList<String>(List.of("podman", "--runtime", "runc", "run", "--rm", "--read-only"));
        words.addAll(List.of("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024", "--network", "none"));
        words.addAll(List.of("--env", "CADUCEUS_MODEL=owner/name", "--env", "HF_HUB_OFFLINE=1", "--entrypoint", ""));
        words.add(IMAGE);
        job.at("/spec/template/spec/containers/0/command").forEach(word -> words.add(word.asText()));
        Process download = new ProcessBuilder(words).redirectErrorStream(true).start();
        assertThat(new String(download.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("'owner/name' is not downloaded: HF_HUB_OFFLINE is set");
        assertThat(download.waitFor()).isEqualTo(1);
    }

    private static RunningService asksForAKey(RunningService anyone) throws Exception {
        assertThat(anyone.get("/tools").statusCode())
                .as("without a key, although over loopback: a published port can look so")
                .isEqualTo(401);
        RunningService known = anyone.with(KEY);
        assertThat(known.get("/tools").statusCode()).isEqualTo(200);
        return known;
    }

    private String stop() {
        return now(() -> run("podman", "stop", "--time", "45", container).output());
    }

    private static SseClient.Answer chat(RunningService service, String conversation) {
        return now(() -> service.chat("What is the weather in Oslo?", conversation));
    }

    private boolean running() {
        return now(() -> state("Running")).equals("true");
    }

    /** Where only unchecked exceptions may leave. */
    private static <T> T now(Callable<T> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String state(String field) throws Exception {
        return run("podman", "inspect", "--format", "{{.State." + field + "}}", container)
                .output()
                .strip();
    }

    /** As in k8s/base/deployment.yaml. runc, because crun fails where both versions of cgroups are mounted. */
    private String start(int port) throws Exception {
        String weather = "http://localhost:" + weatherService.getAddress().getPort();
        return run("podman", "--runtime", "runc", "run", "--detach", "--network", "host")
                .with("--read-only", "--tmpfs", "/tmp:rw,mode=1777", "--volume", "/data")
                .with("--cap-drop=all", "--security-opt", "no-new-privileges", "--user", "1001:1001")
                .with("--memory", "1g", "--cpus", "2", "--pids-limit", "200")
                .with("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024")
                .with("--env", "QUARKUS_HTTP_PORT=" + port, "--env", "TOOLS_WEATHER_TIMEOUT=20s")
                .with("--env", "TOOLS_WEATHER_PAUSE=0s")
                .with("--env", "CADUCEUS_SECURITY_KEYS_TEST_HASH=sha256:" + SecuredService.sha256(KEY))
                .with("--env", "QUARKUS_REST_CLIENT_OPEN_METEO_GEOCODING_URL=" + weather, IMAGE)
                .output()
                .strip();
    }
}
