package dev.caduceus.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** A hub that would go on for ever, silently or sending the same again and again: it is given up. */
class HubPatienceTest extends HubCase {
    private static final int HALF = 150_000;
    private static final int ATTEMPTS = 8;
    private static final int MORE_THAN_ANYONE_WANTS = 40;

    private static StubHub.Fault silentAfterHalf(int status) {
        return (exchange, content) -> {
            StubHub.send(exchange, status, content.length, Arrays.copyOf(content, content.length / 2));
            try {
                Thread.sleep(15_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    @Test
    void a_hub_that_falls_silent_in_the_list_of_files_is_asked_again() {
        stub.listingFaults.add(silentAfterHalf(200));
        assertAskedAgainFor("the list of files");
    }

    @Test
    void a_hub_that_falls_silent_in_a_refusals_text_is_asked_again() {
        stub.faults.add(silentAfterHalf(400));
        assertAskedAgainFor("config.json");
    }

    private void assertAskedAgainFor(String what) {
        stall = Duration.ofSeconds(1);
        assertWhole(fetch(), SHARD, LAST_SHARD);
        assertThat(told.notes).anyMatch(note -> note.startsWith(what + ": "));
    }

    @Test
    void a_server_that_always_sends_too_much_is_given_up() {
        assertGivenUp((exchange, content) -> {
            exchange.sendResponseHeaders(200, 0); // in chunks: nothing is announced
            exchange.getResponseBody().write(content);
            exchange.getResponseBody().write(content);
        });
    }

    @Test
    void a_server_that_knows_no_ranges_and_always_breaks_off_is_given_up() {
        assertGivenUp(HubPatienceTest::half);
        assertThat(partial(SHARD)).hasSize(HALF);
    }

    private static void half(HttpExchange exchange, byte[] content) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(content, 0, HALF);
    }

    private void assertGivenUp(StubHub.Fault fault) {
        for (int i = 0; i < 3; i++) { // the small files
            stub.faults.add(StubHub::ranged);
        }
        stub.faults.addAll(Collections.nCopies(MORE_THAN_ANYONE_WANTS, fault));
        assertThat(refusal()).hasMessageContaining("given up after %s attempts".formatted(ATTEMPTS));
        assertThat(stub.faults).hasSize(MORE_THAN_ANYONE_WANTS - ATTEMPTS);
    }
}
