package dev.caduceus.api.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.api.CurrentCaller;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Origin;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.ToolResult;
import dev.caduceus.schema.Json;
import dev.caduceus.tool.ToolBox;
import io.quarkiverse.mcp.server.TextContent;
import io.quarkiverse.mcp.server.ToolManager;
import io.quarkiverse.mcp.server.ToolManager.ToolArguments;
import io.quarkiverse.mcp.server.ToolResponse;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/**
 * Every tool of the box as a tool of the MCP server, with its own schema. A call goes the way of a model's: its arguments
 * are converted and validated, it runs within the same limits, and what goes wrong is a result that says so.
 */
@Singleton
public class OfferedByMcp {
    private final ToolBox tools;
    private final ToolManager server;
    private final CurrentCaller caller;

    @Inject
    OfferedByMcp(ToolBox tools, ToolManager server, CurrentCaller caller) {
        this.tools = tools;
        this.server = server;
        this.caller = caller;
    }

    void register(@Observes StartupEvent start) {
        // Not what other servers offer here: two services that knew each other would offer each other's for ever.
        tools.own().definitionsForAll().forEach(this::register);
    }

    private void register(ToolDefinition tool) {
        server.newTool(tool.name())
                .setDescription(tool.description())
                .setInputSchema(new JsonObject(tool.parameters().json()))
                // A tool may block for as long as its limit allows, so never on an event loop.
                .setHandler(arguments -> call(tool.name(), arguments), true)
                .register();
    }

    private ToolResponse call(String name, ToolArguments arguments) {
        Origin origin = caller.origin();
        String json = new JsonObject(arguments.args()).encode();
        return response(tools.by(origin).execute(new ToolCall(origin.request(), name, json)));
    }

    /** A result that is an object also goes out as such, for clients that read structured content. */
    static ToolResponse response(ToolResult result) {
        return switch (result) {
            case ToolResult.Success(String id, String name, String json) -> {
                JsonNode value = Json.read(json);
                List<TextContent> text = List.of(new TextContent(value.isTextual() ? value.textValue() : json));
                yield value.isObject()
                        ? new ToolResponse(false, text, new JsonObject(json), Map.of())
                        : new ToolResponse(false, text);
            }
            case ToolResult.Failure(String id, String name, ErrorCode code, String message) ->
                ToolResponse.error(code + ": " + message);
        };
    }
}
