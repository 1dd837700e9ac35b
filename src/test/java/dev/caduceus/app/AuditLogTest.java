package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.Caller;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Origin;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolResult;
import dev.caduceus.schema.Json;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogTest {
    private static final String ARGUMENTS = "{\"a\":[1,{\"x\":\"ü\",\"y\":null}],\"b\":1.50}";

    @Test
    void a_line_says_who_called_what_where_and_what_came_of_it_and_not_the_arguments() {
        var origin = new Origin(new Caller("key:web", Set.of("shop")), "r-1", "c-1");
        var call = new ToolCall("call_1", "refund", "{\"order_id\": \"ORD-1001\"}");
        var failure = new ToolResult.Failure("call_1", "refund", ErrorCode.TOOL_FAILED, "The secret reason");
        assertThat(Json.write(AuditLog.line(call, origin, failure, Duration.ofMillis(12))))
                // printf '{"order_id":"ORD-1001"}' | sha256sum
                .isEqualTo("{\"caller\": \"key:web\", \"conversation\": \"c-1\", \"request\": \"r-1\","
                        + " \"tool\": \"refund\", \"call\": \"call_1\", \"arguments_sha256\":"
                        + " \"e16ed8b41c7fb248baf5e7ece9005f578d9b719c1f9f7a0c436460d214f25a76\","
                        + " \"outcome\": \"TOOL_FAILED\", \"millis\": 12}");
        assertThat(AuditLog.line(call, Origin.NONE, new ToolResult.Success("call_1", "refund", "1"), Duration.ZERO)
                        .toString())
                .contains("\"caller\":\"anonymous\"", "\"outcome\":\"OK\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ARGUMENTS,
                "{\"b\": 1.50, \"a\": [1, {\"y\": null, \"x\": \"\\u00fc\"}]}",
                " { \"b\" : 1.50 ,\n\"a\":[ 1,{\"y\":null,\"x\":\"ü\"}]}"
            })
    void the_same_arguments_are_the_same_however_they_are_written(String written) {
        assertThat(AuditLog.canonical(written)).isEqualTo(ARGUMENTS);
    }

    @Test
    void arguments_that_are_no_json_are_taken_as_they_are() {
        assertThat(AuditLog.canonical("{broken")).isEqualTo("{broken");
    }
}
