package dev.caduceus.mcp;

import dev.caduceus.tool.ToolBinding;
import dev.caduceus.tool.ToolSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The servers of the settings, in their order: those that are there offer their tools. Safe for many threads. */
public final class McpServers implements ToolSource, AutoCloseable {
    private final List<RemoteServer> servers;
    /** Replaced as a whole, so that who asks can tell by its identity whether anything changed. */
    private volatile List<ToolBinding> tools = List.of();

    private Set<String> taken = Set.of();

    public McpServers(List<McpSettings> settings) {
        servers = settings.stream().map(each -> new RemoteServer(each, this)).toList();
    }

    /**
     * Begins to connect and returns at once.
     *
     * @param ownNames of tools that are here already
     */
    public synchronized void connect(Set<String> ownNames) {
        taken = Set.copyOf(ownNames);
        servers.forEach(RemoteServer::start);
    }

    @Override
    public List<ToolBinding> tools() {
        return tools;
    }

    /** Each server's state in words, such as {@code 3 tools}. */
    public Map<String, String> states() {
        var states = new LinkedHashMap<String, String>();
        servers.forEach(server -> states.put(server.name(), server.state().words()));
        return states;
    }

    /** Those of {@code names} that tools of anyone but {@code server} have, or that occur in it twice. */
    synchronized List<String> clashing(RemoteServer server, List<String> names) {
        var met = new ArrayList<>(taken);
        servers.stream()
                .filter(other -> other != server)
                .forEach(other -> met.addAll(other.state().names()));
        var clashing = new ArrayList<String>();
        for (String name : names) {
            if (met.contains(name)) {
                clashing.add(name);
            }
            met.add(name);
        }
        return clashing;
    }

    /** A server's state is another. */
    synchronized void changed() {
        tools = servers.stream()
                .flatMap(server -> server.state().tools().stream())
                .toList();
    }

    @Override
    public void close() {
        servers.forEach(RemoteServer::close);
    }
}
