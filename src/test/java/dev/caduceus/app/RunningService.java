package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/** A service in another process, asked over HTTP. */
record RunningService(URI base, Optional<String> key) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    static RunningService onFreePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return new RunningService(URI.create("http://localhost:" + socket.getLocalPort()), Optional.empty());
        }
    }

    /** The same, asked with a key. */
    RunningService with(String shown) {
        return new RunningService(base, Optional.of(shown));
    }

    int port() {
        return base.getPort();
    }

    /** @param log what to show if it ends before it is ready */
    void awaitReady(BooleanSupplier alive, Callable<String> log) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            assertThat(alive.getAsBoolean() && System.nanoTime() < deadline)
                    .as("not ready: %s", log.call())
                    .isTrue();
            Thread.sleep(200);
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return get("/q/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve(path));
        key.ifPresent(shown -> request.header("Authorization", "Bearer " + shown));
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    SseClient.Answer chat(String message, String conversation) throws IOException, InterruptedException {
        return new SseClient(base, key)
                .post("{\"message\": \"" + message + "\", \"conversation\": \"" + conversation + "\"}");
    }
}
