package dev.caduceus.hub;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Requests to the hub. Redirects are followed here, because the token goes to the hub itself and to no other host, and
 * because what is behind them is told apart from the hub's own answers.
 */
final class HubHttp implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_REDIRECTS = 5;
    private static final int MAX_TEXT = 64 << 20;
    private static final int MAX_REASON = 300;
    private static final int BUFFER = 1 << 14;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final HubSettings settings;
    private final Duration stall;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** @param stall how long a text may bring nothing before it counts as broken */
    HubHttp(HubSettings settings, Duration stall) {
        this.settings = settings;
        this.stall = stall;
    }

    /** @param path below the hub's address, with a slash at its beginning */
    URI at(String path) {
        return URI.create(settings.endpoint() + path);
    }

    /**
     * The text at one of the hub's own addresses.
     *
     * @throws IOException where it may work later
     * @throws CaduceusException where it won't
     */
    String text(HubId id, URI uri) throws IOException, InterruptedException {
        try (InputStream body = get(id, uri, Map.of()).body()) {
            return text(body, MAX_TEXT);
        }
    }

    /** At most {@code most} bytes of it. */
    private String text(InputStream body, int most) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (StallGuard guard = StallGuard.over(body, stall)) {
            byte[] buffer = new byte[BUFFER];
            int count = 0;
            while (count >= 0 && bytes.size() < most) {
                count = body.read(buffer, 0, Math.min(BUFFER, most - bytes.size()));
                bytes.write(buffer, 0, Math.max(0, count));
                guard.progressed();
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /**
     * @param headers beside the token, which is added for the hub and left out for others
     * @return an answer of 200, 206 or 416 (where a range was asked for), its body open
     */
    HttpResponse<InputStream> get(HubId id, URI uri, Map<String, String> headers)
            throws IOException, InterruptedException {
        URI at = uri;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            HttpResponse<InputStream> response = client.send(request(at, "GET", headers), BodyHandlers.ofInputStream());
            if (!REDIRECTS.contains(response.statusCode())) {
                return accepted(id, response, headers.containsKey("Range"));
            }
            response.body().close();
            at = target(response);
        }
        throw new Trouble("more than %s redirects from %s".formatted(MAX_REDIRECTS, named(uri)));
    }

    /** What the hub itself says about a file, wherever it would send a reader to. */
    HttpHeaders head(HubId id, URI uri) throws IOException, InterruptedException {
        HttpResponse<Void> response = client.send(request(uri, "HEAD", Map.of()), BodyHandlers.discarding());
        if (REDIRECTS.contains(response.statusCode())
                && response.headers().firstValue("X-Linked-ETag").isEmpty()) {
            response = client.send(request(target(response), "HEAD", Map.of()), BodyHandlers.discarding());
        }
        if (response.statusCode() >= 400) {
            throw Refusals.of(id, settings, response, "");
        }
        return response.headers();
    }

    private HttpRequest request(URI uri, String method, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(ANSWER_TIMEOUT)
                // Sizes and ranges are those of the file itself.
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "caduceus");
        headers.forEach(request::header);
        if (isHub(uri) && settings.token().isPresent()) {
            request.header("Authorization", "Bearer " + settings.token().value());
        }
        return request.build();
    }

    private boolean isHub(URI uri) {
        return origin(uri).equals(origin(settings.endpoint()));
    }

    private static String origin(URI uri) {
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
        return "%s://%s:%s".formatted(uri.getScheme(), uri.getHost(), port);
    }

    private static URI target(HttpResponse<?> redirect) throws Trouble {
        String location = redirect.headers().firstValue("Location").orElse("");
        URI target;
        try {
            target = redirect.uri().resolve(location);
        } catch (IllegalArgumentException e) {
            throw new Trouble("%s redirects to no address".formatted(named(redirect.uri())));
        }
        boolean isWeaker = "https".equals(redirect.uri().getScheme()) && !"https".equals(target.getScheme());
        if (location.isEmpty() || target.getHost() == null || isWeaker) {
            throw CaduceusException.of(
                    ErrorCode.DOWNLOAD_FAILED,
                    "%s redirects to '%s', which is %s; not followed",
                    named(redirect.uri()),
                    named(target),
                    isWeaker ? "not encrypted" : "no address");
        }
        return target;
    }

    private HttpResponse<InputStream> accepted(HubId id, HttpResponse<InputStream> response, boolean isRange)
            throws IOException {
        int status = response.statusCode();
        if (status == 200 || (isRange && (status == 206 || status == 416))) {
            return response;
        }
        try (InputStream body = response.body()) {
            if (!isHub(response.uri()) && status < 500 && status != 429) {
                // A signed address that has expired, most often: the hub gives a new one.
                throw new Trouble("%s answers %s".formatted(named(response.uri()), status));
            }
            throw Refusals.of(id, settings, response, text(body, MAX_REASON));
        }
    }

    /** An address for messages: without its query, where signatures stand. */
    static String named(URI uri) {
        return uri.getHost() + uri.getPath();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
