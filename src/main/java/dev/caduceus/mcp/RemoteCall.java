package dev.caduceus.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.schema.Json;
import dev.caduceus.tool.ToolBinding;
import dev.caduceus.tool.ToolBox;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.EmbeddedResource;
import io.modelcontextprotocol.spec.McpSchema.ResourceLink;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Calls a tool where it lives. Its structured content is the result where there is some, else its text: JSON as such, any
 * other as a string.
 *
 * @param tool as the server calls it
 * @param onTrouble hears of a call that the server did not answer
 */
record RemoteCall(String server, String tool, McpSyncClient client, Runnable onTrouble) implements ToolBinding.Body {
    /** As much of a server's complaint as a model has use for. */
    private static final int SHOWN = 2_000;

    @Override
    public Object run(ObjectNode arguments) {
        CallToolResult result = answer(arguments);
        String text = result.content().stream().map(RemoteCall::text).collect(Collectors.joining("\n"));
        if (Boolean.TRUE.equals(result.isError())) {
            throw failed(text.isBlank() ? "The tool %s failed".formatted(tool) : text);
        }
        return result.structuredContent() == null ? ToolBox.objectOrText(text) : result.structuredContent();
    }

    private CallToolResult answer(ObjectNode arguments) {
        @SuppressWarnings("unchecked") // a JSON object has names
        Map<String, Object> values = Json.MAPPER.convertValue(arguments, Map.class);
        try {
            return client.callTool(new CallToolRequest(tool, values));
        } catch (McpError refused) {
            throw failed(String.valueOf(refused.getMessage()));
        } catch (RuntimeException unanswered) {
            onTrouble.run();
            throw new CaduceusException(
                    ErrorCode.TOOL_FAILED,
                    "The server %s, which runs this tool, did not answer".formatted(server),
                    unanswered);
        }
    }

    private static CaduceusException failed(String text) {
        return new CaduceusException(
                ErrorCode.TOOL_FAILED, text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…");
    }

    /** What can't be read as text is named, so that the model knows that it is missing. */
    private static String text(Content content) {
        return switch (content) {
            case TextContent text -> text.text();
            case ResourceLink link -> link.uri();
            case EmbeddedResource embedded when embedded.resource() instanceof TextResourceContents text -> text.text();
            default -> "(%s, which can't be read here)".formatted(content.type());
        };
    }
}
