package dev.caduceus.hub;

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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * A Hugging Face hub of one repository on this machine, which can be told to misbehave. Large files are sent by a second
 * server, under signed addresses, as the real one does.
 */
public final class StubHub implements AutoCloseable {
    public static final String REPOSITORY = "org/tiny";

    /** From this size on a file is a large one, with a SHA-256. */
    private static final int LARGE = 1000;

    private final HttpServer hub = server();
    private final HttpServer cdn = server();
    private final Map<String, byte[]> files = new TreeMap<>();

    /** What happens to the next downloads of files, one each; then all goes well. */
    public final Deque<Fault> faults = new ConcurrentLinkedDeque<>();

    /** The same for the next answers with the list of files. */
    final Deque<Fault> listingFaults = new ConcurrentLinkedDeque<>();

    /** Opened by any request for /open: what a test waits for that can't reach this object. */
    public final CountDownLatch gate = new CountDownLatch(1);

    final List<Request> requests = new CopyOnWriteArrayList<>();
    volatile String commit = "0123456789abcdef0123456789abcdef01234567";
    volatile UnaryOperator<String> listing = UnaryOperator.identity();
    volatile boolean isDown;

    record Request(String host, String method, String path, Map<String, String> headers) {
        boolean isFile() {
            return path.contains("/resolve/") || path.startsWith("/cdn/");
        }
    }

    /** An answer to a request for a file. */
    public interface Fault {
        void answer(HttpExchange exchange, byte[] content) throws IOException;
    }

    public StubHub() {
        hub.createContext("/", exchange -> handle("hub", exchange));
        cdn.createContext("/", exchange -> handle("cdn", exchange));
        hub.start();
        cdn.start();
    }

    private static HttpServer server() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public StubHub with(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    StubHub with(String name, String content) {
        return with(name, content.getBytes(StandardCharsets.UTF_8));
    }

    byte[] content(String name) {
        return files.get(name);
    }

    public URI endpoint() {
        return URI.create("http://localhost:" + hub.getAddress().getPort());
    }

    List<Request> fileRequests() {
        return requests.stream().filter(Request::isFile).toList();
    }

    private void handle(String host, HttpExchange exchange) throws IOException {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        String path = exchange.getRequestURI().getRawPath();
        requests.add(new Request(host, exchange.getRequestMethod(), path, headers));
        try (exchange) {
            if (isDown) {
                send(exchange, 503, new byte[0]);
            } else if (path.startsWith("/api/models/" + REPOSITORY + "/revision/")) {
                list(exchange, listing.apply(listing()).getBytes(StandardCharsets.UTF_8));
            } else if (path.startsWith("/" + REPOSITORY + "/resolve/")) {
                resolve(exchange, path.substring(path.lastIndexOf('/') + 1));
            } else if (path.equals("/open")) {
                gate.countDown();
                send(exchange, 200, new byte[0]);
            } else if (path.startsWith("/cdn/")) {
                file(exchange, path.substring("/cdn/".length()));
            } else {
                exchange.getResponseHeaders().add("X-Error-Code", "RepoNotFound");
                send(exchange, 404, "no such thing".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void list(HttpExchange exchange, byte[] json) throws IOException {
        Fault fault = listingFaults.poll();
        if (fault != null) {
            fault.answer(exchange, json);
        } else {
            send(exchange, 200, json);
        }
    }

    private void resolve(HttpExchange exchange, String name) throws IOException {
        byte[] content = files.get(name);
        exchange.getResponseHeaders().add("X-Repo-Commit", commit);
        if (content.length < LARGE) {
            file(exchange, name);
            return;
        }
        exchange.getResponseHeaders().add("X-Linked-ETag", '"' + hash(content) + '"');
        exchange.getResponseHeaders().add("X-Linked-Size", String.valueOf(content.length));
        exchange.getResponseHeaders()
                .add(
                        "Location",
                        "http://127.0.0.1:" + cdn.getAddress().getPort() + "/cdn/" + name + "?Signature=secret");
        send(exchange, 302, new byte[0]);
    }

    private void file(HttpExchange exchange, String name) throws IOException {
        byte[] content = files.get(name);
        Fault fault = exchange.getRequestMethod().equals("HEAD") ? null : faults.poll();
        if (fault != null) {
            fault.answer(exchange, content);
        } else {
            ranged(exchange, content);
        }
    }

    /** As it should be: ranges, and an ETag that If-Range can name. */
    public static void ranged(HttpExchange exchange, byte[] content) throws IOException {
        String tag = '"' + hash(content) + '"';
        exchange.getResponseHeaders().add("ETag", tag);
        int from = from(exchange);
        String condition = exchange.getRequestHeaders().getFirst("If-Range");
        if (from == 0 || (condition != null && !condition.equals(tag))) {
            send(exchange, 200, content);
            return;
        }
        exchange.getResponseHeaders()
                .add("Content-Range", "bytes %s-%s/%s".formatted(from, content.length - 1, content.length));
        send(exchange, 206, Arrays.copyOfRange(content, from, content.length));
    }

    static int from(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        return range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    }

    /** Announces {@code length} bytes, sends {@code content}, and closes the connection. */
    public static void send(HttpExchange exchange, int status, long length, byte[] content) throws IOException {
        exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
        if (length > 0) {
            OutputStream out = exchange.getResponseBody();
            out.write(content);
            out.flush();
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        if (isHead) {
            exchange.getResponseHeaders().add("Content-Length", String.valueOf(content.length));
        }
        send(exchange, status, isHead ? 0 : content.length, content);
    }

    /** @param headers names and values in turn */
    static Fault status(int status, String... headers) {
        return (exchange, content) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            send(exchange, status, 0, content);
        };
    }

    private String listing() {
        var root = Json.MAPPER.createObjectNode().put("sha", commit);
        var siblings = root.putArray("siblings");
        files.forEach((name, content) -> {
            var file = siblings.addObject().put("rfilename", name).put("size", content.length);
            if (content.length < LARGE) {
                file.put("blobId", hash(content));
            } else {
                file.put("blobId", "0".repeat(40))
                        .putObject("lfs")
                        .put("sha256", hash(content))
                        .put("size", content.length)
                        .put("pointerSize", 134);
            }
        });
        return Json.write(root);
    }

    static String hash(byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance(content.length < LARGE ? "SHA-1" : "SHA-256");
            if (content.length < LARGE) {
                digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        cdn.stop(0);
    }
}
