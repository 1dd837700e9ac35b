package dev.caduceus.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.caduceus.schema.Json;
import dev.caduceus.schema.JsonSchema;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ArgumentCheckTest {
    /** A schema comes from a client or another server; whoever writes one must not choose where we connect to. */
    @Test
    void a_reference_to_another_place_is_never_fetched() throws IOException {
        var asked = new AtomicInteger();
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] schema = "{\"type\": \"string\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, schema.length);
            exchange.getResponseBody().write(schema);
            exchange.close();
        });
        elsewhere.start();
        try {
            String place = "http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/schema.json";
            String schema = "{\"type\": \"object\", \"properties\": {\"a\": {\"$ref\": \"" + place + "\"}}}";
            assertThatThrownBy(() ->
                            new ArgumentCheck(JsonSchema.of(Json.read(schema))).violations(Json.read("{\"a\": \"b\"}")))
                    .hasMessageContaining("schema.json");
            assertThat(asked).hasValue(0);
        } finally {
            elsewhere.stop(0);
        }
    }
}
