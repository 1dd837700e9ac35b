package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.schema.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL in the middle of turns: what was acknowledged is there afterwards, and no turn is half there. */
class KilledServiceIT {
    private static final int CLIENTS = 6;
    private static final int ACKNOWLEDGED = 20;
    private static final int KILLS = Integer.getInteger("kills", 1);
    private static final List<String> MESSAGES = List.of(
            "Hello %d", "Remind me to call mom tomorrow at %dpm", "Is it cold in Oslo %d?", "Tell me a joke %d");

    /** By conversation, the messages whose turn was told to be done. */
    private final Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();

    private final AtomicInteger numbers = new AtomicInteger();

    @Test
    void a_hard_kill_loses_nothing_that_was_acknowledged(@TempDir Path folder) throws Exception {
        RunningService http = RunningService.onFreePort();
        PackagedService service = PackagedService.start(folder, http);
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                talkUntilKilled(service, (kill + 1) * ACKNOWLEDGED);
                service = PackagedService.start(folder, http);
                checkStored(http);
            }
        } finally {
            service.kill();
        }
    }

    private void talkUntilKilled(PackagedService service, int enough) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int client = 0; client < CLIENTS; client++) {
            String conversation = "c-" + client;
            threads.add(Thread.ofVirtual().start(() -> talk(service.http(), conversation)));
        }
        while (count() < enough && service.process().isAlive()) {
            Thread.sleep(5);
        }
        service.kill();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(count()).isGreaterThanOrEqualTo(enough);
    }

    private int count() {
        return acknowledged.values().stream().mapToInt(List::size).sum();
    }

    private void talk(RunningService http, String conversation) {
        while (true) {
            int number = numbers.incrementAndGet();
            String message = MESSAGES.get(number % MESSAGES.size()).formatted(number);
            try {
                SseClient.Answer answer = http.chat(message, conversation);
                if (answer.names().contains("done")) {
                    acknowledged
                            .computeIfAbsent(conversation, _ -> new CopyOnWriteArrayList<>())
                            .add(message);
                }
            } catch (IOException | RuntimeException | InterruptedException gone) {
                return;
            }
        }
    }

    private void checkStored(RunningService http) throws Exception {
        for (Map.Entry<String, List<String>> conversation : acknowledged.entrySet()) {
            JsonNode messages = Json.read(
                            http.get("/conversations/" + conversation.getKey()).body())
                    .get("messages");
            var asked = new ArrayList<String>();
            String last = "assistant";
            for (JsonNode message : messages) {
                String role = message.get("role").asText();
                if (role.equals("user")) {
                    assertThat(last)
                            .as("a turn ends with an answer: %s", messages)
                            .isEqualTo("assistant");
                    asked.add(message.get("text").asText());
                }
                last = role;
            }
            assertThat(last).as("the last turn is whole: %s", messages).isEqualTo("assistant");
            assertThat(asked).as(conversation.getKey()).containsSubsequence(conversation.getValue());
        }
    }
}
