package dev.caduceus.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.schema.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plain reader of server-sent events. */
final class SseClient {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;
    private final Optional<String> key;

    SseClient(URI base) {
        this(base, Optional.empty());
    }

    SseClient(URI base, Optional<String> key) {
        this.base = base;
        this.key = key;
    }

    record Event(String id, String name, JsonNode data) {}

    record Answer(int status, String requestId, List<Event> events) {
        List<String> names() {
            return events.stream().map(Event::name).toList();
        }

        List<Event> named(String name) {
            return events.stream().filter(event -> event.name().equals(name)).toList();
        }

        String text() {
            return named("token").stream()
                    .map(event -> event.data().get("text").asText())
                    .collect(Collectors.joining());
        }
    }

    Answer post(String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve("/chat")).header("Content-Type", "application/json");
        key.ifPresent(shown -> request.header("Authorization", "Bearer " + shown));
        return read(request.POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    Answer get(String pathAndQuery, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve(pathAndQuery)).header("Accept", "text/event-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return read(request.build());
    }

    private Answer read(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> response = http.send(request, HttpResponse.BodyHandlers.ofLines());
        var events = new ArrayList<Event>();
        String id = "";
        String name = "";
        var data = new StringBuilder();
        for (String line : response.body().toList()) {
            if (line.startsWith("id:")) {
                id = line.substring(3).strip();
            } else if (line.startsWith("event:")) {
                name = line.substring(6).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring(5));
            } else if (line.isEmpty() && !data.isEmpty()) {
                events.add(new Event(id, name, Json.read(data.toString())));
                data.setLength(0);
            }
        }
        String requestId = response.headers().firstValue("X-Request-Id").orElse("");
        return new Answer(response.statusCode(), requestId, events);
    }
}
