package dev.caduceus.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A hub that breaks off, lies and refuses: a download goes on where it can, and says why where it can't. */
class HubFaultsTest extends HubCase {
    private static final int HALF = 150_000;

    private static void breakOff(HttpExchange exchange, byte[] content) throws IOException {
        exchange.getResponseHeaders().add("ETag", '"' + StubHub.hash(content) + '"');
        StubHub.send(exchange, 200, content.length, Arrays.copyOf(content, HALF));
        sleep(1000); // long enough on a busy machine, too: how much was read is checked
    }

    private static void fallSilent(HttpExchange exchange, byte[] content) throws IOException {
        StubHub.send(exchange, 200, content.length, Arrays.copyOf(content, HALF));
        sleep(15_000);
    }

    /** What a connection brought is lost to its reader if it breaks before he looks. */
    private static void untilRead() {
        sleep(300);
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void endEarly(HttpExchange exchange, byte[] content) throws IOException {
        exchange.sendResponseHeaders(200, 0); // in chunks, whose end looks like the file's
        exchange.getResponseBody().write(content, 0, HALF);
    }

    private static void anotherContent(HttpExchange exchange, byte[] content) throws IOException {
        StubHub.send(exchange, 200, content.length, bytes(content.length, 77));
    }

    private static StubHub.Fault range(String range) {
        return (exchange, content) -> {
            exchange.getResponseHeaders().add("Content-Range", range.formatted(content.length));
            StubHub.send(exchange, 206, 1000, new byte[1000]);
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void a_download_outlives(String what, StubHub.Fault[] faults) {
        // The three small files go well.
        for (int i = 0; i < 3; i++) {
            stub.faults.add(StubHub::ranged);
        }
        stub.faults.addAll(Arrays.asList(faults));
        assertWhole(fetch(), SHARD, LAST_SHARD);
        assertThat(stub.faults).isEmpty();
        assertThat(told.notes).isNotEmpty().allMatch(note -> note.startsWith(SHARD + ": "));
        assertThat(told.notes).noneMatch(note -> note.contains("Signature"));
    }

    static Stream<Arguments> a_download_outlives() {
        StubHub.Fault drop = HubFaultsTest::breakOff;
        return Stream.of(
                outlives("a connection that breaks off", drop),
                outlives("a body that ends early", HubFaultsTest::endEarly),
                outlives(
                        "an answer that announces more than there is",
                        (exchange, content) -> StubHub.send(exchange, 200, content.length + 10L, content)),
                outlives(
                        "an answer that announces less than there is",
                        (exchange, content) -> StubHub.send(exchange, 200, 1000, Arrays.copyOf(content, 1000))),
                outlives("a body that does not end", (exchange, content) -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(content);
                    exchange.getResponseBody().write(content);
                }),
                outlives(
                        "a server that knows no ranges",
                        drop,
                        (exchange, content) -> StubHub.send(exchange, 200, content.length, content)),
                outlives("a server that sends another range", drop, range("bytes 7-1006/%s")),
                outlives("a server whose file has another size", drop, range("bytes " + HALF + "-300009/300010")),
                outlives("a range without its bounds", drop, range("bytes %s")),
                outlives("a range that can't be satisfied", drop, StubHub.status(416)),
                outlives("an expired signature", StubHub.status(403)),
                outlives("a busy server", StubHub.status(429, "Retry-After", "7")),
                outlives(
                        "a broken server",
                        StubHub.status(500),
                        StubHub.status(502),
                        StubHub.status(503),
                        StubHub.status(504)),
                outlives(
                        "breaks again and again",
                        Stream.generate(() -> (StubHub.Fault) HubFaultsTest::breakOffLater)
                                .limit(12)
                                .toArray(StubHub.Fault[]::new)));
    }

    /** A few bytes more each time: never eight failures in a row. */
    private static void breakOffLater(HttpExchange exchange, byte[] content) throws IOException {
        int from = StubHub.from(exchange);
        if (from > 0) {
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes %s-%s/%s".formatted(from, content.length - 1, content.length));
        }
        StubHub.send(
                exchange,
                from > 0 ? 206 : 200,
                content.length - from,
                Arrays.copyOfRange(content, from, from + 20_000));
        untilRead();
    }

    private static Arguments outlives(String what, StubHub.Fault... faults) {
        return Arguments.of(what, faults);
    }

    @Test
    void after_a_break_only_the_rest_is_asked_for_and_only_of_the_same_content() {
        justTheShard();
        stub.faults.add(HubFaultsTest::breakOff);
        assertWhole(fetch(), "model.safetensors");
        StubHub.Request rest = stub.fileRequests().getLast();
        assertThat(rest.host()).isEqualTo("cdn");
        assertThat(rest.headers())
                .containsEntry("Range", "bytes=" + HALF + "-")
                .containsEntry("If-Range", '"' + StubHub.hash(stub.content("model.safetensors")) + '"');
    }

    /** A model in one file, described already. */
    private void justTheShard() {
        stub.listing = json -> json.replaceAll("\\{[^{}]*\"(model.safetensors.index.json)\"[^{}]*\\}, ", "")
                .replaceAll("\"model-0", "\"consolidated-0");
        stub.with("model.safetensors", bytes(300_000, 9));
        for (int i = 0; i < 2; i++) {
            stub.faults.add(StubHub::ranged);
        }
    }

    @Test
    void the_next_start_goes_on_where_the_last_one_gave_up() {
        justTheShard();
        stub.faults.add(HubFaultsTest::breakOff);
        for (int i = 0; i < 7; i++) {
            stub.faults.add(StubHub.status(503));
        }
        assertThat(refusal())
                .hasMessageContaining("model.safetensors: ")
                .hasMessageContaining("answers 503")
                .hasMessageContaining("given up after 8 attempts")
                .hasMessageContaining("What has arrived is kept");
        assertThat(pauses).hasSize(7).allMatch(pause -> pause.toMillis() >= 500 && pause.toMillis() <= 30_000);
        assertThat(partial("model.safetensors")).hasSize(HALF);
        assertThat(repository().resolve("refs")).doesNotExist();

        stub.requests.clear();
        assertWhole(fetch(), "model.safetensors");
        assertThat(stub.fileRequests().getLast().headers())
                .containsEntry("Range", "bytes=" + HALF + "-")
                .doesNotContainKey("If-Range");
        assertThat(told.progress.getLast().percent()).isEqualTo(100);
    }

    @Test
    void a_wrong_content_is_thrown_away_and_told() {
        justTheShard();
        stub.faults.add(HubFaultsTest::anotherContent);
        assertThat(refusal())
                .hasMessageContaining("model.safetensors arrived with another content than the hash "
                        + StubHub.hash(stub.content("model.safetensors")));
        assertThat(partial("model.safetensors")).isEmptyFile();
        assertWhole(fetch(), "model.safetensors");
    }

    @Test
    void a_small_file_is_checked_by_its_git_hash() {
        stub.faults.add((exchange, content) -> StubHub.send(exchange, 200, content.length, new byte[content.length]));
        assertThat(refusal()).hasMessageContaining("config.json arrived with another content");
    }

    @Test
    void what_an_earlier_start_left_behind_may_be_wrong() throws IOException {
        justTheShard();
        Path partial = partial("model.safetensors");
        Files.createDirectories(partial.getParent());
        Files.write(partial, new byte[1000]);
        assertWhole(fetch(), "model.safetensors");
        Files.write(partial, new byte[400_000]);
        Files.delete(repository().resolve("blobs").resolve(StubHub.hash(stub.content("model.safetensors"))));
        assertWhole(fetch(), "model.safetensors");
    }

    @Test
    void a_connection_that_brings_nothing_counts_as_broken() {
        stall = Duration.ofSeconds(1);
        justTheShard();
        stub.faults.add(HubFaultsTest::fallSilent);
        assertWhole(fetch(), "model.safetensors");
        assertThat(told.notes).isNotEmpty();
    }

    @Test
    void a_server_is_left_alone_as_long_as_it_asks() {
        var date = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(90);
        stub.faults.add(StubHub.status(429, "Retry-After", "7"));
        stub.faults.add(StubHub.status(503, "Retry-After", date.format(DateTimeFormatter.RFC_1123_DATE_TIME)));
        fetch();
        assertThat(pauses.getFirst()).isEqualTo(Duration.ofSeconds(7));
        assertThat(pauses.getLast()).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(90));
        stub.faults.add(StubHub.status(429, "Retry-After", "86400"));
        stub.commit = "a".repeat(40);
        stub.with("config.json", "{}");
        fetch();
        assertThat(told.notes.getLast())
                .contains("wants to be left alone for 86400 s", "taken from the cache as it is");
    }

    @Test
    void a_hub_that_cannot_be_reached_is_given_up_in_the_end() {
        assertThat(refusal(ID, settings(URI.create("http://localhost:1"))))
                .hasMessageContaining("the list of files: ")
                .hasMessageContaining("given up after 8 attempts");
    }

    @Test
    void redirects_in_a_circle_end() {
        for (int i = 0; i < 6 * 8; i++) {
            stub.faults.add(StubHub.status(302, "Location", "/org/tiny/resolve/main/config.json"));
        }
        assertThat(refusal()).hasMessageContaining("more than 5 redirects from localhost/org/tiny/resolve");
    }

    @Test
    void a_download_that_is_interrupted_ends_and_keeps_what_it_has() throws Exception {
        justTheShard();
        Path partial = partial("model.safetensors");
        stub.faults.add(HubFaultsTest::fallSilent);
        var failure = new Throwable[1];
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                hub(settings()).fetch(ID, told);
            } catch (Exception e) {
                failure[0] = e;
            }
        });
        while (!Files.exists(partial) || Files.size(partial) < HALF) {
            Thread.sleep(20);
        }
        thread.interrupt();
        assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        assertThat(failure[0]).isInstanceOf(InterruptedException.class);
        assertThat(partial).hasSize(HALF);
    }
}
