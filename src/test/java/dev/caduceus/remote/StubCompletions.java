package dev.caduceus.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.caduceus.schema.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A server of completions on this machine, which can be told to misbehave. */
final class StubCompletions implements AutoCloseable {
    private final HttpServer server;

    /** What happens to the next requests, one each; then {@link #always}. */
    final Deque<Answer> answers = new ConcurrentLinkedDeque<>();

    final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
    final List<String> keys = new CopyOnWriteArrayList<>();

    /** Endless answers that somebody still listens to. */
    final AtomicInteger listeners = new AtomicInteger();

    volatile Answer always = status(500, "nothing was scripted");

    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    StubCompletions() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/completions", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    StubCompletions then(Answer... next) {
        answers.addAll(List.of(next));
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            bodies.add(Json.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            Answer answer = answers.poll();
            (answer == null ? always : answer).to(exchange);
        }
    }

    /** @param headers names and values in turn */
    static Answer status(int status, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    /** Events as they should come. */
    static Answer events(String... data) {
        return raw(Arrays.stream(data).map(each -> "data: " + each + "\n\n").collect(Collectors.joining()));
    }

    /** A stream of these characters. */
    static Answer raw(String text) {
        return pieces(List.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A stream that is sent in these pieces. */
    static Answer pieces(List<byte[]> pieces) {
        return exchange -> {
            OutputStream out = stream(exchange);
            for (byte[] piece : pieces) {
                out.write(piece);
                out.flush();
            }
            out.close();
        };
    }

    /** The events, then a connection that breaks. */
    static Answer broken(String... data) {
        return exchange -> {
            OutputStream out = stream(exchange);
            for (String each : data) {
                out.write(("data: " + each + "\n\n").getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
            exchange.close();
        };
    }

    /** The events, then comments for ever. */
    Answer endless(String... data) {
        return exchange -> {
            listeners.incrementAndGet();
            try {
                OutputStream out = stream(exchange);
                for (String each : data) {
                    out.write(("data: " + each + "\n\n").getBytes(StandardCharsets.UTF_8));
                }
                while (true) {
                    out.write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    sleep(10);
                }
            } finally {
                listeners.decrementAndGet();
            }
        };
    }

    /** An event, and the other one when it may come. */
    static Answer paused(String one, CountDownLatch until, String other) {
        return exchange -> {
            OutputStream out = stream(exchange);
            out.write(("data: " + one + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            out.write(("data: " + other + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.close();
        };
    }

    /** The events, then nothing for {@code millis}. */
    static Answer silent(long millis, String... data) {
        return exchange -> {
            if (data.length > 0) {
                OutputStream out = stream(exchange);
                for (String each : data) {
                    out.write(("data: " + each + "\n\n").getBytes(StandardCharsets.UTF_8));
                }
                out.flush();
            }
            sleep(millis);
        };
    }

    private static OutputStream stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** vLLM's event of one token. */
    static String token(int id) {
        return tokens(Arrays.toString(new int[] {id}), "null");
    }

    static String tokens(String ids, String finish) {
        return "{\"choices\": [{\"index\": 0, \"text\": \"x\", \"token_ids\": %s, \"finish_reason\": %s}]}"
                .formatted(ids, finish);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
