package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Many clients of one service, good and bad. All of them end by themselves. */
final class Fire {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final URI base;
    private final LocalModel model;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Fire(URI base, LocalModel model) {
        this.base = base;
        this.model = model;
    }

    /** Where a client asks, with what, and how an answer there ends. */
    enum Door {
        CHAT(
                "/chat",
                "{\"message\": \"%s\", \"options\": {\"temperature\": 1, \"max_new_tokens\": 48}}",
                "event: done"),
        CHAT_WHOLE("/chat", "{\"message\": \"%s\", \"options\": {\"max_new_tokens\": 48}}", "\"finish_reason\""),
        COMPLETION(
                "/v1/chat/completions",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}], \"max_tokens\": 48}",
                "\"finish_reason\""),
        COMPLETION_STREAM(
                "/v1/chat/completions",
                "{\"stream\": true, \"messages\": [{\"role\": \"user\", \"content\": \"%s\"}], \"max_tokens\": 48}",
                "data: [DONE]"),
        GENERATE(
                "/generate",
                "{\"prompt\": \"%s\", \"generation_config\": {\"max_new_tokens\": 48}}",
                "\"generated_tokens\"");

        private final String path;
        private final String body;
        private final Pattern end;

        Door(String path, String body, String end) {
            this.path = path;
            this.body = body;
            this.end = Pattern.compile(Pattern.quote(end));
        }

        String body(String message) {
            return body.formatted(message);
        }
    }

    /** How one request ended: {@code code} is {@code OK}, the code of a refusal, or what else was read. */
    record Ending(Door door, int status, String code, int ends, boolean retryAfter, long millis) {
        boolean answered() {
            return code.equals("OK");
        }
    }

    Ending ask(Door door, String message) throws IOException, InterruptedException {
        return send(door, door.body(message));
    }

    Ending send(Door door, String body) throws IOException, InterruptedException {
        long start = System.nanoTime();
        var request = HttpRequest.newBuilder(base.resolve(door.path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Accept", door == Door.CHAT ? "text/event-stream" : "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (door == Door.COMPLETION_STREAM) {
            request.setHeader("Accept", "*/*");
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        boolean retryAfter = response.headers().firstValue("Retry-After").isPresent();
        String text = response.body();
        long answers = door.end.matcher(text).results().count();
        List<String> codes = Pattern.compile("\"code\": ?\"([A-Za-z_]+)\"")
                .matcher(text)
                .results()
                .map(code -> code.group(1).toUpperCase(Locale.ROOT))
                .toList();
        boolean failed = response.statusCode() != 200 || text.contains("event: failed") || text.contains("{\"error\"");
        int ends = (int) Math.min(answers, 1) + (failed ? 1 : 0) + (int) Math.max(0, answers - 1);
        String code = failed ? codes.stream().findFirst().orElse(text) : answers == 1 ? "OK" : text;
        return new Ending(door, response.statusCode(), code, ends, retryAfter, millis);
    }

    /** All at once, through all doors in turn. */
    List<Ending> salvo(int clients) throws Exception {
        var start = new CountDownLatch(1);
        var pending = new ArrayList<Future<Ending>>();
        // Not closed, for that waits for ever for a client that does.
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        for (int i = 0; i < clients; i++) {
            Door door = Door.values()[i % Door.values().length];
            String message = "Hello number " + i;
            pending.add(threads.submit(() -> {
                start.await();
                return ask(door, message);
            }));
        }
        start.countDown();
        var endings = new ArrayList<Ending>();
        for (Future<Ending> ending : pending) {
            endings.add(ending.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
        return endings;
    }

    /** A client that writes the first {@code sent} characters of a request, reads {@code read} bytes, and is gone. */
    void vanish(Door door, double sent, int read, boolean abruptly) throws IOException {
        byte[] bytes = request(door);
        try (var socket = connect()) {
            socket.setSoLinger(abruptly, 0);
            socket.getOutputStream().write(Arrays.copyOf(bytes, (int) (bytes.length * sent)));
            socket.getOutputStream().flush();
            for (int i = 0; i < read && socket.getInputStream().read() >= 0; i++) {
                // a byte at a time, as a slow reader does
            }
        }
    }

    private static byte[] request(Door door) {
        String body = door.body("Tell me everything that you know about the weather");
        return ("POST " + door.path + " HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nConnection: close\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** A whole request, of whose answer the first byte has come. */
    Socket begin(Door door) throws IOException {
        var socket = connect();
        socket.getOutputStream().write(request(door));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }

    /** All that comes, a byte at a time: behind the first one. */
    static String readSlowly(Socket from) throws IOException {
        try (from) {
            var read = new ByteArrayOutputStream();
            for (int next = from.getInputStream().read();
                    next >= 0;
                    next = from.getInputStream().read()) {
                read.write(next);
            }
            return read.toString(StandardCharsets.UTF_8);
        }
    }

    /** Half a request, and then silence: the connection stays open until the caller closes it. */
    Socket halfOpen() throws IOException {
        var socket = connect();
        socket.getOutputStream()
                .write(("POST /chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 1000\r\n\r\n{\"message\": ")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), base.getPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /** Nothing runs, nothing waits. */
    void awaitIdle() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean idle = isIdle();
        while (!idle && System.nanoTime() < deadline) {
            Thread.sleep(20);
            idle = isIdle();
        }
        // Looked at once only: a request of one that vanished may come in later.
        assertThat(idle).as("idle: %s", model.ready().stats()).isTrue();
    }

    private boolean isIdle() {
        var stats = model.ready().stats();
        return stats.decoding() + stats.prefilling() + stats.waiting() == 0;
    }

    /** Bytes in use after a collection. */
    static long heap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
