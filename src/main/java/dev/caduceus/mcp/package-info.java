/**
 * Turns other servers of the Model Context Protocol into tools for our model: their definitions with their own schemas,
 * calls there and back. What they say is untrusted like every tool's result.
 * Cost: a virtual thread and a connection a server; a call is one request to it.
 *
 * <pre>{@code
 * var servers = new McpServers(List.of(new McpSettings("shop", new McpConnection.Http(uri, Map.of()), "", time)));
 * servers.connect(Set.of());                  // returns at once; a server that is down is tried again
 * ToolBox tools = ToolBox.of(own, limits).withMore(servers);
 * }</pre>
 */
@NullMarked
package dev.caduceus.mcp;

import org.jspecify.annotations.NullMarked;
