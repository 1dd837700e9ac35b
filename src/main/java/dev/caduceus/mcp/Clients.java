package dev.caduceus.mcp;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Settings → a client of the protocol's own Java library that has greeted its server. */
final class Clients {
    private static final Logger LOG = System.getLogger(Clients.class.getName());

    private Clients() {}

    /** @param onToolsChange hears where the server says that its tools have changed */
    static McpSyncClient connect(McpSettings settings, Runnable onToolsChange) {
        McpSyncClient client = McpClient.sync(transport(settings))
                .clientInfo(new Implementation("caduceus", "1"))
                .requestTimeout(settings.time())
                .initializationTimeout(settings.time())
                .toolsChangeConsumer(tools -> onToolsChange.run())
                .build();
        try {
            client.initialize();
            return client;
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private static McpClientTransport transport(McpSettings settings) {
        McpJsonMapper mapper = new RawSchemas(McpJsonDefaults.getMapper());
        return switch (settings.connection()) {
            case McpConnection.Http http ->
                HttpClientStreamableHttpTransport.builder(
                                http.uri().getScheme() + "://" + http.uri().getRawAuthority())
                        .endpoint(
                                http.uri().getRawPath().isEmpty()
                                        ? "/"
                                        : http.uri().getRawPath())
                        .customizeRequest(request -> http.headers().forEach(request::header))
                        .connectTimeout(settings.time())
                        .jsonMapper(mapper)
                        .build();
            case McpConnection.Stdio stdio -> {
                var parameters = ServerParameters.builder(stdio.command().getFirst())
                        .args(stdio.command().subList(1, stdio.command().size()))
                        .build();
                var transport = new StdioClientTransport(parameters, mapper);
                transport.setStdErrorHandler(line -> LOG.log(Level.DEBUG, "{0}: {1}", settings.name(), line));
                yield new InTurn(transport);
            }
        };
    }
}
