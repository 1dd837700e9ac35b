package dev.caduceus.remote;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.RetryAfter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests to endpoints; what is no stream of events becomes trouble, or an error where no endpoint would do better. */
final class RemoteHttp implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Of an endpoint that is busy and does not say for how long. */
    private static final Duration SHORT_PAUSE = Duration.ofMillis(250);

    private final RemoteSettings settings;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            // A connection a sequence, so that closing it tells the server that nobody reads.
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    RemoteHttp(RemoteSettings settings) {
        this.settings = settings;
    }

    /**
     * @param wait how long it may take to begin its answer
     * @throws Trouble where another endpoint may do better
     * @throws CaduceusException {@code REMOTE_FAILED} where none will
     */
    CompletionStream complete(Endpoints.Endpoint endpoint, String question, Duration wait)
            throws Trouble, InterruptedException {
        var request = HttpRequest.newBuilder(endpoint.at("/v1/completions"))
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(question));
        if (!settings.key().isEmpty()) {
            request.header("Authorization", "Bearer " + settings.key());
        }
        // Made ahead: a cancelled future may have its response all the same, and then only closing its body hangs up.
        var body = new Arriving();
        CompletableFuture<HttpResponse<Arriving>> sent = client.sendAsync(request.build(), _ -> body);
        try {
            return accepted(endpoint, sent.get(wait.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            hangUp(sent, body);
            throw Trouble.silent("did not answer", wait);
        } catch (ExecutionException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw Trouble.broken(
                    "can't be reached (%s)".formatted(why.getClass().getSimpleName()), why.toString());
        } catch (InterruptedException e) {
            hangUp(sent, body);
            throw e;
        }
    }

    private static void hangUp(CompletableFuture<?> sent, Arriving body) {
        sent.cancel(true);
        body.close();
    }

    private CompletionStream accepted(Endpoints.Endpoint endpoint, HttpResponse<Arriving> response)
            throws Trouble, InterruptedException {
        String type = response.headers().firstValue("Content-Type").orElse("no content type");
        if (response.statusCode() == 200 && type.startsWith("text/event-stream")) {
            return new CompletionStream(response.body(), settings.silence());
        }
        try {
            throw refused(endpoint, response, type);
        } finally {
            response.body().close();
        }
    }

    private static Trouble refused(Endpoints.Endpoint endpoint, HttpResponse<Arriving> response, String type)
            throws InterruptedException {
        String said = response.body().beginning(CONNECT_TIMEOUT);
        int status = response.statusCode();
        Duration pause = RetryAfter.of(response);
        return switch (status) {
            case 200 -> Trouble.broken("answers with no events", type + ": " + said);
            case 429 -> Trouble.busy(pause.isZero() ? SHORT_PAUSE : pause, "is busy (429)", said);
            case 503 ->
                pause.isZero() ? Trouble.broken("answers 503", said) : Trouble.busy(pause, "is busy (503)", said);
            case 408, 425, 500, 502, 504 -> Trouble.broken("answers " + status, said);
            default ->
                throw CaduceusException.of(
                        ErrorCode.REMOTE_FAILED,
                        "The remote engine at %s refuses the request (%s): %s; check caduceus.remote.model, key and"
                                + " context-length",
                        endpoint.name(),
                        status,
                        said);
        };
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
