package dev.caduceus.mcp;

import static dev.caduceus.chat.CaduceusException.require;

import java.net.URI;
import java.util.List;
import java.util.Map;

/** How a server is reached. */
public sealed interface McpConnection {
    /**
     * Streamable HTTP.
     *
     * @param uri of the endpoint, such as {@code http://shop:8080/mcp}
     * @param headers sent with each request, such as Authorization
     */
    record Http(URI uri, Map<String, String> headers) implements McpConnection {
        public Http {
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            require(http && uri.getHost() != null, "an MCP server's url is http://host/path but was '%s'", uri);
            headers = Map.copyOf(headers);
        }
    }

    /**
     * A process of our own, spoken to over its standard input and output.
     *
     * @param command the program and its arguments
     */
    record Stdio(List<String> command) implements McpConnection {
        public Stdio {
            require(!command.isEmpty(), "an MCP server's command is empty; give the program and its arguments");
            command = List.copyOf(command);
        }
    }
}
