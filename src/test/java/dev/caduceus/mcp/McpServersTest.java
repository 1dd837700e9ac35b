package dev.caduceus.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.ToolResult;
import dev.caduceus.schema.Json;
import dev.caduceus.schema.JsonSchema;
import dev.caduceus.tool.ToolBinding;
import dev.caduceus.tool.ToolBox;
import dev.caduceus.tool.ToolLimits;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema.ListToolsResult;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real servers: processes of our own that speak over standard input and output. */
class McpServersTest {
    /** A JVM has to start on a busy machine. */
    private static final long PATIENCE_MILLIS = 120_000;

    /** Of one server at the same time. */
    private static final int CALLS = 500;

    private static final Duration TIME = Duration.ofSeconds(30);
    private static final McpConnection STOCK = new McpConnection.Stdio(StdioServer.command());

    private final List<McpServers> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(McpServers::close);
    }

    @Test
    void its_tools_stand_behind_our_own_with_the_schemas_that_it_gave_them() {
        ToolBox tools = box(connect(Set.of("ours"), stock("")));
        await(() -> tools.has("count_stock"));
        assertThat(tools.definitions().stream().map(ToolDefinition::name))
                .containsExactly("ours", "count_stock", "read_note", "list_skus", "lock_stock", "die");
        ToolDefinition count = tools.definition("count_stock");
        assertThat(count.description()).isEqualTo("The tool count_stock.");
        assertThat(count.parameters().source().at("/properties/sku/pattern").asText())
                .isEqualTo("^S-[0-9]+$");
        assertThat(tools.own().definitions()).hasSize(1);
    }

    @Test
    void a_call_goes_there_and_its_result_comes_back_as_data() {
        ToolBox tools = box(connect(Set.of(), stock("")));
        await(() -> tools.has("count_stock"));
        assertThat(json(tools, "count_stock", "{\"sku\": \"S-1\"}")).isEqualTo("{\"count\": 12, \"sku\": \"S-1\"}");
        assertThat(json(tools, "list_skus", "{}")).isEqualTo("[\"S-1\", \"S-2\"]");
        assertThat(Json.read(json(tools, "read_note", "{}")).textValue()).isEqualTo(StdioServer.HOSTILE);
        assertThat(failure(tools, "lock_stock", "{}").message()).isEqualTo("The stock is locked already.");
        ToolResult.Failure unfit = failure(tools, "count_stock", "{\"sku\": \"S-1\", \"warehouse\": \"west\"}");
        assertThat(unfit.code()).isEqualTo(ErrorCode.BAD_ARGUMENTS);
        assertThat(unfit.message()).contains("north").contains("west");
    }

    @Test
    void a_server_that_dies_is_not_offered_until_it_is_back() {
        var settings = new McpSettings("stock", STOCK, "", Duration.ofSeconds(10));
        McpServers servers = connect(Set.of(), settings);
        ToolBox tools = box(servers);
        await(() -> tools.has("die"));
        List<ToolBinding> before = servers.tools();
        ToolResult.Failure died = failure(tools, "die", "{}");
        assertThat(died.code()).isEqualTo(ErrorCode.TOOL_FAILED);
        assertThat(died.message()).contains("stock").contains("did not answer");
        await(() -> servers.tools() != before && servers.tools().size() == before.size());
        assertThat(json(tools, "list_skus", "{}")).contains("S-2");
    }

    @Test
    void calls_at_the_same_time_all_get_their_answers() throws Exception {
        ToolBox tools = box(connect(Set.of(), stock("")));
        await(() -> tools.has("count_stock"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = IntStream.range(0, CALLS)
                    .mapToObj(i -> threads.submit(() -> json(tools, "count_stock", "{\"sku\": \"S-%d\"}".formatted(i))))
                    .toList();
            for (int i = 0; i < CALLS; i++) {
                assertThat(answers.get(i).get()).isEqualTo("{\"count\": 12, \"sku\": \"S-%d\"}".formatted(i));
            }
        }
    }

    @Test
    void a_server_that_is_not_there_keeps_nobody_waiting_and_is_tried_again() {
        var nobody = new McpConnection.Http(URI.create("http://localhost:9/mcp"), Map.of());
        McpServers servers = connect(Set.of(), new McpSettings("far", nobody, "", TIME), stock(""));
        ToolBox tools = box(servers);
        await(() -> tools.has("count_stock"));
        await(() -> servers.states().get("far").startsWith("gone, is tried again: "));
    }

    @Test
    void a_name_that_is_taken_refuses_the_server_and_a_prefix_helps() {
        McpServers servers = connect(Set.of("list_skus"), stock(""));
        await(() -> servers.states().get("stock").startsWith("refused"));
        assertThat(servers.states().get("stock")).contains("[list_skus]").contains("caduceus.mcp.stock.prefix");
        assertThat(servers.tools()).isEmpty();
        ToolBox tools = box(connect(Set.of("list_skus"), stock("shop_")));
        await(() -> tools.has("shop_list_skus"));
        assertThat(json(tools, "shop_list_skus", "{}")).contains("S-1");
    }

    @Test
    void keywords_that_the_library_does_not_know_come_through() {
        var raw = Map.of(
                "tools",
                List.of(Map.of(
                        "name",
                        "t",
                        "inputSchema",
                        Map.of(
                                "type",
                                "object",
                                "minProperties",
                                1,
                                "additionalProperties",
                                Map.of("type", "integer")))));
        var result = new RawSchemas(McpJsonDefaults.getMapper()).convertValue(raw, ListToolsResult.class);
        assertThat(RawSchemas.schema(result.tools().getFirst()))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("minProperties", 1)
                .containsEntry("additionalProperties", Map.of("type", "integer"));
    }

    private static McpSettings stock(String prefix) {
        return new McpSettings("stock", STOCK, prefix, TIME);
    }

    private McpServers connect(Set<String> own, McpSettings... settings) {
        var servers = new McpServers(List.of(settings));
        opened.add(servers);
        servers.connect(own);
        return servers;
    }

    private static ToolBox box(McpServers servers) {
        var ours = new ToolBinding(new ToolDefinition("ours", "", JsonSchema.NO_PARAMETERS), arguments -> "ours");
        return ToolBox.of(List.of(ours), ToolLimits.DEFAULT).withMore(servers);
    }

    private static String json(ToolBox tools, String name, String arguments) {
        ToolResult result = tools.execute(new ToolCall("call_1", name, arguments));
        assertThat(result).isInstanceOf(ToolResult.Success.class);
        return ((ToolResult.Success) result).json();
    }

    private static ToolResult.Failure failure(ToolBox tools, String name, String arguments) {
        return (ToolResult.Failure) tools.execute(new ToolCall("call_1", name, arguments));
    }

    private static void await(BooleanSupplier holds) {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (!holds.getAsBoolean()) {
            assertThat(System.currentTimeMillis()).as("in time").isLessThan(end);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
