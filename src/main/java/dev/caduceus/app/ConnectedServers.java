package dev.caduceus.app;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.mcp.McpConnection;
import dev.caduceus.mcp.McpServers;
import dev.caduceus.mcp.McpSettings;
import dev.caduceus.tool.ToolBox;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** The other MCP servers of the settings: connected once the service is up, and shown, but not counted, by its health. */
@ApplicationScoped
public class ConnectedServers {
    @Produces
    @Singleton
    McpServers servers(CaduceusConfig config) {
        // By name: the order is part of the prompt.
        return new McpServers(new TreeMap<>(config.mcp())
                .entrySet().stream()
                        .map(each -> settings(each.getKey(), each.getValue()))
                        .toList());
    }

    void connect(@Observes StartupEvent start, McpServers servers, ToolBox tools) {
        servers.connect(tools.own().definitionsForAll().stream()
                .map(ToolDefinition::name)
                .collect(Collectors.toSet()));
    }

    void close(@Observes ShutdownEvent stop, McpServers servers) {
        servers.close();
    }

    private static McpSettings settings(String name, CaduceusConfig.Mcp config) {
        CaduceusException.require(
                config.url().isPresent() != config.command().isPresent(),
                "caduceus.mcp.%s needs either a url or a command",
                name);
        McpConnection connection = config.url()
                .<McpConnection>map(url -> new McpConnection.Http(URI.create(url), config.headers()))
                .orElseGet(() -> new McpConnection.Stdio(config.command().orElseThrow()));
        return new McpSettings(name, connection, config.prefix().orElse(""), config.time());
    }

    /** Up whatever they are: the service answers without them. */
    @Readiness
    @ApplicationScoped
    public static class Health implements HealthCheck {
        private final McpServers servers;

        Health(McpServers servers) {
            this.servers = servers;
        }

        @Override
        public HealthCheckResponse call() {
            var response = HealthCheckResponse.named("mcp servers").up();
            servers.states().forEach(response::withData);
            return response.build();
        }
    }
}
