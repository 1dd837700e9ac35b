package dev.caduceus.app;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolResult;
import dev.caduceus.mcp.McpConnection;
import dev.caduceus.mcp.McpServers;
import dev.caduceus.mcp.McpSettings;
import dev.caduceus.mcp.StdioServer;
import dev.caduceus.schema.Json;
import dev.caduceus.tool.ToolBox;
import dev.caduceus.tool.ToolLimits;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Other servers by configuration, and this service as one of them. */
@QuarkusTest
@TestProfile(ConnectedServersTest.Stock.class)
class ConnectedServersTest {
    private static final Duration TIME = Duration.ofSeconds(30);

    @TestHTTPResource("/mcp")
    URI endpoint;

    @Inject
    LocalModel model;

    @TestHTTPResource("/")
    URI base;

    /** One server that is there and one that is not. */
    public static final class Stock implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "caduceus.mcp.stock.command", String.join(",", StdioServer.command()),
                    "caduceus.mcp.stock.prefix", "stock_",
                    "caduceus.mcp.nobody.url", "http://localhost:9/mcp");
        }
    }

    @Test
    void a_server_of_the_settings_is_offered_called_and_shown_by_health() throws Exception {
        await(() -> get("/tools").asString().contains("stock_count_stock"));
        var tools = Json.read(get("/tools").asString());
        assertThat(tools).hasSize(18 + 5);
        assertThat(tools.get(18).at("/function/name").asText()).isEqualTo("stock_count_stock");
        var ready = Json.read(get("/q/health/ready").asString())
                .get("checks")
                .valueStream()
                .filter(check -> check.get("name").asText().equals("mcp servers"))
                .findFirst()
                .orElseThrow();
        assertThat(ready.get("status").asText()).isEqualTo("UP");
        assertThat(ready.at("/data/stock").asText()).isEqualTo("5 tools");
        assertThat(ready.at("/data/nobody").asText()).doesNotContain("tools");

        ReadyModel.await(model);
        var answer = new SseClient(base)
                .post("{\"message\": \"Read the note\", \"options\": {\"tool_choice\":"
                        + " \"stock_read_note\", \"max_new_tokens\": 48}}");
        var result = answer.named("tool_result").getFirst().data();
        assertThat(result.get("name").asText()).isEqualTo("stock_read_note");
        assertThat(result.get("result").asText()).isEqualTo(StdioServer.HOSTILE);
        assertThat(answer.named("tool_call").stream()
                        .map(call -> call.data().get("name").asText()))
                .doesNotContain("stock_die");
    }

    @Test
    void over_http_this_service_gives_its_own_tools_and_not_those_of_others() {
        var settings = new McpSettings("mirror", new McpConnection.Http(endpoint, Map.of()), "far_", TIME);
        try (var mirror = new McpServers(List.of(settings))) {
            mirror.connect(Set.of());
            await(() -> !mirror.tools().isEmpty());
            assertThat(mirror.tools()).hasSize(18);
            ToolBox tools = ToolBox.of(List.of(), ToolLimits.DEFAULT).withMore(mirror);
            ToolResult result =
                    tools.execute(new ToolCall("call_1", "far_check_order_status", "{\"order_id\": \"ORD-1001\"}"));
            assertThat(result)
                    .isInstanceOfSatisfying(
                            ToolResult.Success.class,
                            success -> assertThat(success.json()).contains("shipped"));
        }
    }

    private static void await(BooleanSupplier holds) {
        for (int i = 0; i < 1200 && !holds.getAsBoolean(); i++) {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        assertThat(holds.getAsBoolean()).isTrue();
    }
}
