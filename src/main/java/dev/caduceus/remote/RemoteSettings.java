package dev.caduceus.remote;

import static dev.caduceus.chat.CaduceusException.require;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Where the engines are and how much is put up with.
 *
 * @param endpoints their addresses, such as {@code http://vllm:8000}; a path in front of {@code /v1} is kept
 * @param server what they speak
 * @param model the name that they serve it under
 * @param key sent as a bearer token; empty where none is needed
 * @param contextLength positions of a sequence, prompt and completion together
 * @param atOnce sequences that may run or wait there; further ones are refused with OVERLOADED
 * @param patience a sequence that has no first token for so long is given up
 * @param silence an endpoint that says nothing for so long counts as broken
 * @param logContent whether the log may hold what engines say
 */
public record RemoteSettings(
        List<URI> endpoints,
        Server server,
        String model,
        String key,
        int contextLength,
        int atOnce,
        Duration patience,
        Duration silence,
        boolean logContent) {
    /** How the ids and the constraints are said, which OpenAI's API has no words for. */
    public enum Server {
        VLLM,
        LLAMA_CPP
    }

    public RemoteSettings {
        endpoints = List.copyOf(endpoints);
        require(!endpoints.isEmpty(), "a remote engine needs at least one endpoint");
        for (URI endpoint : endpoints) {
            require(
                    List.of("http", "https").contains(String.valueOf(endpoint.getScheme()))
                            && endpoint.getHost() != null,
                    "an endpoint is an address such as http://vllm:8000 but was '%s'",
                    endpoint);
        }
        require(contextLength >= 2, "context-length must be at least 2 but was %s", contextLength);
        require(atOnce >= 1, "remote.at-once must be at least 1 but was %s", atOnce);
        require(
                patience.isPositive(),
                "limits.queue-time must be above 0 with remote engines, which have that long for a first token, but was %s",
                patience);
        require(silence.isPositive(), "remote.silence must be above 0 but was %s", silence);
    }

    /** The key stays out of logs. */
    @Override
    public String toString() {
        return "%s of %s at %s".formatted(model, server, endpoints);
    }
}
