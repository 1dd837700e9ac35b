package dev.caduceus.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.caduceus.schema.Json;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and what each finds. */
@QuarkusTest
@TestProfile(SecuredService.class)
class SecuredHttpTest {
    private static final String REFUND = ScriptedReplies.call("refund_order", "{\"order_id\": \"ORD-1001\"}");

    @Inject
    LocalModel model;

    @Inject
    CaduceusConfig config;

    @TestHTTPResource("/")
    URI base;

    private final HttpClient http = HttpClient.newHttpClient();
    private ScriptedReplies replies;

    @BeforeEach
    void a_model_that_writes_what_it_is_told() {
        var scripted = new ScriptedLocalModel(config, ClientProxy.unwrap(model));
        replies = scripted.replies;
        QuarkusMock.installMockForInstance(scripted, model);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "POST, /chat",
        "GET, /chat?message=Hello",
        "POST, /generate",
        "GET, /tools",
        "GET, /conversations/c-1",
        "DELETE, /conversations/c-1",
        "POST, /mcp",
        "GET, /mcp/sse",
        "GET, /q/metrics",
        "GET, /q/openapi",
        "GET, /page/../tools",
        "GET, /page/%2e%2e/tools",
        "POST, /",
        "GET, /nowhere"
    })
    void every_door_asks_for_credentials_and_says_so(String method, String path) {
        given().urlEncodingEnabled(false)
                .contentType(ContentType.JSON)
                .request(method, path)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", equalTo("Bearer realm=\"caduceus\""))
                .header("X-Request-Id", not(equalTo("")))
                .body("code", equalTo("UNAUTHENTICATED"))
                .body("message", startsWith("Credentials are needed"));
    }

    @Test
    void an_openai_client_reads_the_error_it_knows() {
        for (RequestSpecification caller : new RequestSpecification[] {given(), as("sk-wrong")}) {
            caller.contentType(ContentType.JSON)
                    .body("{\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}")
                    .post("/v1/chat/completions")
                    .then()
                    .statusCode(401)
                    .header("WWW-Authenticate", startsWith("Bearer"))
                    .body("error.code", equalTo("invalid_api_key"))
                    .body("error.type", equalTo("invalid_request_error"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/index.html", "/page/main.js", "/page/style/tokens.css", "/q/health/live", "/q/health"})
    void the_page_and_the_probes_are_open(String path) {
        given().get(path).then().statusCode(200);
    }

    @Test
    void a_key_opens_as_bearer_and_as_header_and_no_other_does() {
        as(SecuredService.WEB).get("/tools").then().statusCode(200);
        given().header("X-API-Key", SecuredService.WEB).get("/tools").then().statusCode(200);
        given().header("Authorization", "bearer " + SecuredService.WEB)
                .get("/tools")
                .then()
                .statusCode(200);
        as(SecuredService.WEB).get("/q/metrics").then().statusCode(200);
        for (String wrong : new String[] {SecuredService.WEB + "x", SecuredService.sha256(SecuredService.WEB), "web"}) {
            as(wrong)
                    .get("/tools")
                    .then()
                    .statusCode(401)
                    .header("WWW-Authenticate", equalTo("Bearer realm=\"caduceus\", error=\"invalid_token\""));
        }
        given().auth()
                .preemptive()
                .basic("web", SecuredService.WEB)
                .get("/tools")
                .then()
                .statusCode(401);
        given().queryParam("key", SecuredService.WEB).get("/tools").then().statusCode(401);
    }

    @Test
    void a_caller_without_a_role_that_is_let_in_is_forbidden() {
        as(SecuredService.STRANGER).get("/tools").then().statusCode(403).body("code", equalTo("FORBIDDEN"));
        as(SecuredService.STRANGER).get("/v1/models").then().statusCode(403).body("error.code", equalTo("forbidden"));
    }

    @Test
    void a_token_of_the_identity_provider_opens_with_its_groups_as_roles() {
        as(SecuredService.token(SecuredService.claims()))
                .get("/tools")
                .then()
                .statusCode(200)
                .body("function.name", hasItem("refund_order"));
    }

    static Stream<Map.Entry<String, Object>> wrongClaims() {
        return Stream.of(
                Map.entry("iss", "https://elsewhere.example.org"),
                Map.entry("aud", "another-service"),
                Map.entry("exp", 1_700_000_000));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("wrongClaims")
    void a_token_that_says_the_wrong_thing_opens_nothing(Map.Entry<String, Object> claim) {
        var claims = SecuredService.claims();
        claims.put(claim.getKey(), claim.getValue());
        as(SecuredService.token(claims)).get("/tools").then().statusCode(401);
    }

    @Test
    void a_token_that_nobody_or_somebody_else_signed_opens_nothing() {
        as(SecuredService.tokenOfAnotherIssuersKey()).get("/tools").then().statusCode(401);
        as(SecuredService.unsignedToken()).get("/tools").then().statusCode(401);
        as("a.b.c").get("/tools").then().statusCode(401);
    }

    @Test
    void a_tool_for_a_role_is_not_there_for_the_others() {
        as(SecuredService.WEB).get("/tools").then().body("function.name", not(hasItem("refund_order")));
        as(SecuredService.BOSS).get("/tools").then().body("function.name", hasItem("refund_order"));
        chat(SecuredService.WEB, "{\"message\": \"Refund it\", \"tools\": [\"refund_order\"]}")
                .then()
                .statusCode(404)
                .body("code", equalTo("UNKNOWN_TOOL"));
        as(SecuredService.WEB)
                .contentType(ContentType.JSON)
                .body("{\"prompt\": \"Refund it\", \"functions\": [\"refund_order\"]}")
                .post("/generate")
                .then()
                .statusCode(404);
    }

    @Test
    void it_is_not_run_for_them_either_whatever_the_model_writes() {
        String message = "{\"message\": \"Refund it\", \"conversation\": \"c-refund\"}";
        replies.then(REFUND).then("No.");
        assertThat(Json.read(chat(SecuredService.WEB, message).asString()).toString())
                .doesNotContain("refunded by");
        replies.then(REFUND).then("Done.");
        chat(SecuredService.BOSS, message)
                .then()
                .statusCode(200)
                .body("calls[0].result", equalTo("refunded by key:boss"));
    }

    @Test
    void a_conversation_is_its_owners() {
        replies.then("Hello, boss.");
        chat(SecuredService.BOSS, "{\"message\": \"Hello\", \"conversation\": \"c-mine\"}")
                .then()
                .statusCode(200);
        as(SecuredService.BOSS).get("/conversations/c-mine").then().statusCode(200);
        String unknown = as(SecuredService.WEB).get("/conversations/c-none").path("message");
        as(SecuredService.WEB)
                .get("/conversations/c-mine")
                .then()
                .statusCode(404)
                .body("message", equalTo(unknown.replace("c-none", "c-mine")));
        as(SecuredService.WEB).delete("/conversations/c-mine").then().statusCode(404);
        as(SecuredService.BOSS).delete("/conversations/c-mine").then().statusCode(204);
    }

    @Test
    void past_its_rate_a_caller_is_told_when_to_come_back_and_others_go_on() {
        Response last = as(SecuredService.BUSY).get("/tools");
        for (int i = 0; i < 10 * SecuredService.A_MINUTE && last.statusCode() == 200; i++) {
            last = as(SecuredService.BUSY).get("/tools");
        }
        last.then().statusCode(429).body("code", equalTo("RATE_LIMITED"));
        assertThat(Integer.parseInt(last.header("Retry-After"))).isBetween(1, 60);
        as(SecuredService.BOSS).get("/tools").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chat", "/generate", "/v1/chat/completions", "/mcp"})
    void a_body_nested_too_deep_is_the_callers_fault(String path) throws Exception {
        for (int depth : new int[] {900, 100_000}) {
            String body = "{\"message\": " + "[".repeat(depth) + "]".repeat(depth) + "}";
            var request = HttpRequest.newBuilder(base.resolve(path))
                    .header("Authorization", "Bearer " + SecuredService.BOSS)
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json, text/event-stream")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            // A request of MCP's that can't be read has an error of its own, inside a 200.
            assertThat(status)
                    .as("%s levels at %s", depth, path)
                    .isIn(path.equals("/mcp") ? List.of(200, 400, 413) : List.of(400, 413));
        }
    }

    @Test
    void the_log_and_the_audit_say_who_did_what_and_nothing_that_was_said() {
        try (var log = new LogLines()) {
            replies.then("So you say.")
                    .then("xyzzy-written")
                    .then(ScriptedReplies.call("refund_order", "{\"order_id\": \"xyzzy-order\"}"))
                    .then("There.");
            chat(SecuredService.BOSS, "{\"message\": \"xyzzy-said\", \"options\": {\"tool_choice\": \"xyzzy-tool\"}}");
            chat(SecuredService.BOSS, "{\"message\": \"xyzzy-said\"}");
            chat(SecuredService.BOSS, "{\"message\": xyzzy-broken}");
            chat(SecuredService.BOSS, "{\"message\": \"xyzzy-said\", \"conversation\": \"c-audit\"}");
            chat(SecuredService.BOSS, "{\"message\": \"xyzzy-said\", \"conversation\": \"c-audit\"}");
            as("xyzzy-key").get("/tools");
            assertThat(log.all())
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line.text()).doesNotContain("xyzzy", SecuredService.BOSS));
            var audit = log.of(AuditLog.CATEGORY).stream().map(Json::read).toList();
            assertThat(audit).hasSize(1);
            assertThat(audit.getFirst().get("caller").asText()).isEqualTo("key:boss");
            assertThat(audit.getFirst().get("conversation").asText()).isEqualTo("c-audit");
            assertThat(audit.getFirst().get("tool").asText()).isEqualTo("refund_order");
            assertThat(audit.getFirst().get("outcome").asText()).isEqualTo("OK");
            assertThat(audit.getFirst().get("request").asText()).isNotEmpty();
            assertThat(audit.getFirst().get("arguments_sha256").asText())
                    .isEqualTo(SecuredService.sha256("{\"order_id\":\"xyzzy-order\"}"));
        }
    }

    private static RequestSpecification as(String credentials) {
        return given().header("Authorization", "Bearer " + credentials);
    }

    private static Response chat(String key, String body) {
        return as(key).contentType(ContentType.JSON)
                .accept(ContentType.JSON)
                .body(body)
                .post("/chat");
    }
}
