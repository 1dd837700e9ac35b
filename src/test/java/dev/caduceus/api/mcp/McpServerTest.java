package dev.caduceus.api.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.app.LogLines;
import dev.caduceus.schema.Json;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tools as another assistant finds them, through the protocol's own Java client. */
@QuarkusTest
class McpServerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TestHTTPResource("/")
    URI base;

    private McpSyncClient client;

    @BeforeEach
    void connect() {
        client = McpClient.sync(HttpClientStreamableHttpTransport.builder(base.toString())
                        .endpoint("/mcp")
                        .customizeRequest(request -> request.header("X-Request-Id", "mine-7"))
                        .build())
                .requestTimeout(PATIENCE)
                .initializationTimeout(PATIENCE)
                .build();
        client.initialize();
    }

    @AfterEach
    void leave() {
        client.close();
    }

    @Test
    void it_says_who_it_is_and_offers_each_tool_with_its_own_schema() throws IOException {
        assertThat(client.getServerInfo().name()).isEqualTo("Caduceus");
        JsonNode contract = Json.read(Files.readString(Path.of("src/test/resources/contract/tools.json")));
        List<Tool> tools = client.listTools().tools();
        assertThat(tools).hasSize(contract.size());
        for (JsonNode each : contract) {
            JsonNode function = each.get("function");
            Tool tool = tools.stream()
                    .filter(found -> found.name().equals(function.get("name").asText()))
                    .findFirst()
                    .orElseThrow();
            JsonNode parameters = function.get("parameters");
            assertThat(tool.description()).isEqualTo(function.get("description").asText());
            assertThat(tool.inputSchema().type()).isEqualTo("object");
            assertThat(tool.inputSchema().properties().keySet())
                    .containsExactlyElementsOf(parameters
                            .get("properties")
                            .propertyStream()
                            .map(Map.Entry::getKey)
                            .toList());
            assertThat(tool.inputSchema().required())
                    .containsExactlyInAnyOrderElementsOf(parameters
                            .path("required")
                            .valueStream()
                            .map(JsonNode::asText)
                            .toList());
        }
    }

    @Test
    void a_call_gives_the_tools_result_as_text_and_as_structure() {
        CallToolResult result = call("check_order_status", Map.of("order_id", "ORD-1001"));
        assertThat(result.isError()).isNotEqualTo(true);
        assertThat(Json.read(text(result)).get("status").asText()).isEqualTo("shipped");
        assertThat(result.structuredContent()).asString().contains("shipped");
    }

    @Test
    void arguments_are_converted_where_nothing_is_lost_as_they_are_for_a_model() {
        CallToolResult result =
                call("create_study_plan", Map.of("subject", "biology", "weeks", "6", "hours_per_week", 5));
        assertThat(result.isError()).as(text(result)).isNotEqualTo(true);
        assertThat(text(result)).contains("biology");
    }

    @Test
    void what_goes_wrong_is_a_result_with_a_code_and_words() {
        CallToolResult missing = call("get_weather", Map.of());
        assertThat(missing.isError()).isTrue();
        assertThat(text(missing)).startsWith("BAD_ARGUMENTS: ").contains("city");
        assertThat(text(call("get_weather", Map.of("city", "Oslo", "planet", "Mars"))))
                .contains("planet");
        assertThat(text(call("check_order_status", Map.of("order_id", "ORD-9999"))))
                .startsWith("NOT_FOUND: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"jsonrpc\": \"2.0\", \"id\": 7}                    | 7",
                "{\"jsonrpc\": \"2.0\", \"id\": \"a\", \"method\": 5} | \"a\"",
                "{}                                                 | null",
                "null                                               | null",
                "5                                                  | null",
                "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"initialize\", \"params\": {}} | null"
            })
    void what_is_no_message_of_the_protocol_is_told_so(String sent, String id) throws Exception {
        JsonNode body = refused(400, HttpRequest.BodyPublishers.ofString(sent));
        assertThat(body.at("/error/code").asInt()).isEqualTo(-32600);
        assertThat(body.get("id")).hasToString(id);
    }

    @Test
    void a_batch_would_hold_thousands_of_calls_and_is_refused() throws Exception {
        String ping = "{\"jsonrpc\": \"2.0\", \"id\": 7, \"method\": \"ping\"}";
        for (String batch : List.of("[]", "[" + ping + "]", " [" + ping + ", " + ping + "]")) {
            JsonNode body = refused(400, HttpRequest.BodyPublishers.ofString(batch));
            assertThat(body.at("/error/code").asInt()).isEqualTo(-32600);
            assertThat(body.at("/error/message").asText()).contains("batches");
        }
    }

    @Test
    void what_is_no_json_is_told_so_and_is_not_in_the_log() throws Exception {
        try (var log = new LogLines()) {
            for (String sent : List.of("", "xyzzy", "{\"jsonrpc\": xyzzy}", "{\"xyzzy\": 1", "{} xyzzy")) {
                JsonNode body = refused(400, HttpRequest.BodyPublishers.ofString(sent));
                assertThat(body.at("/error/code").asInt()).as(sent).isEqualTo(-32700);
            }
            assertThat(log.all()).allSatisfy(line -> assertThat(line.text()).doesNotContain("xyzzy"));
        }
    }

    @Test
    void a_body_that_does_not_say_its_length_has_the_same_limit() throws Exception {
        byte[] sent = ("{\"method\": \"" + "x".repeat(2_200_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        JsonNode body = refused(413, HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(sent)));
        assertThat(body.at("/error/message").asText()).contains("max-body-size");
    }

    @Test
    void the_audit_names_the_http_request() {
        try (var log = new LogLines()) {
            call("check_order_status", Map.of("order_id", "ORD-1001"));
            assertThat(log.of("caduceus.audit"))
                    .anySatisfy(line ->
                            assertThat(Json.read(line).get("request").asText()).isEqualTo("mine-7"));
        }
    }

    private JsonNode refused(int status, HttpRequest.BodyPublisher sent) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(base.resolve("/mcp"))
                                .version(HttpClient.Version.HTTP_1_1)
                                .header("Content-Type", "application/json")
                                .header("Accept", "application/json, text/event-stream")
                                .POST(sent)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Json.read(answer.body());
    }

    @Test
    void a_name_that_a_client_makes_up_names_no_meter() throws Exception {
        assertThatThrownBy(() -> call("made_up_by_a_client", Map.of())).isInstanceOf(McpError.class);
        String meters = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(base.resolve("/q/metrics")).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(meters).contains("http_server_requests").doesNotContain("made_up_by_a_client");
    }

    private CallToolResult call(String name, Map<String, Object> arguments) {
        return client.callTool(new CallToolRequest(name, arguments));
    }

    private static String text(CallToolResult result) {
        return ((TextContent) result.content().getFirst()).text();
    }
}
