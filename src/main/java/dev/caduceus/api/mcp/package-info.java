/**
 * Turns the tool box into a server of the Model Context Protocol, for assistants that bring a model of their own.
 * Cost: none until one of them calls.
 *
 * <pre>{@code
 * { "mcpServers": { "caduceus": { "type": "http", "url": "http://localhost:8080/mcp" } } }
 * }</pre>
 */
@NullMarked
package dev.caduceus.api.mcp;

import org.jspecify.annotations.NullMarked;
