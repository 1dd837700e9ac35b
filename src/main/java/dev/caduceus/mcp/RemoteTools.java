package dev.caduceus.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.Json;
import dev.caduceus.schema.JsonSchema;
import dev.caduceus.tool.ToolBinding;
import dev.caduceus.tool.ToolBox;
import dev.caduceus.tool.ToolLimits;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A server's tools → bindings. One that can't be offered is left out, and the log says why. */
final class RemoteTools {
    private static final Logger LOG = System.getLogger(RemoteTools.class.getName());

    private RemoteTools() {}

    /** @param onTrouble hears of a call that the server did not answer */
    static List<ToolBinding> of(McpSettings settings, McpSyncClient client, Runnable onTrouble) {
        var bindings = new ArrayList<ToolBinding>();
        for (Tool tool : client.listTools().tools()) {
            try {
                var binding = new ToolBinding(
                        definition(tool, settings.prefix()),
                        new RemoteCall(settings.name(), tool.name(), client, onTrouble));
                ToolBox.of(List.of(binding), ToolLimits.DEFAULT); // compiles the schema
                bindings.add(binding);
            } catch (RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "MCP server {0}: its tool {1} is not offered: {2}",
                        settings.name(),
                        tool.name(),
                        e.getMessage());
            }
        }
        return bindings;
    }

    /** @throws CaduceusException or IllegalArgumentException where name or schema can be none of a tool's */
    private static ToolDefinition definition(Tool tool, String prefix) {
        String description = Objects.requireNonNullElse(tool.description(), "");
        return new ToolDefinition(prefix + tool.name(), description, parameters(RawSchemas.schema(tool)));
    }

    /** {@code $schema} would cost the model tokens and says nothing about the arguments. */
    private static JsonSchema parameters(Object raw) {
        JsonNode schema = Json.MAPPER.valueToTree(raw);
        if (!(schema instanceof ObjectNode object) || object.isEmpty()) {
            return JsonSchema.NO_PARAMETERS;
        }
        object.remove("$schema");
        return JsonSchema.of(object);
    }
}
