package dev.caduceus.mcp;

import static dev.caduceus.chat.CaduceusException.require;

import java.time.Duration;

/**
 * One server.
 *
 * @param name in settings, logs and health
 * @param prefix before each of its tools' names; may be empty
 * @param time that the server has for an answer
 */
public record McpSettings(String name, McpConnection connection, String prefix, Duration time) {
    public McpSettings {
        require(
                prefix.matches("[A-Za-z0-9_.-]{0,32}"),
                "caduceus.mcp.%s.prefix is up to 32 letters, digits or _ - . but was '%s'",
                name,
                prefix);
        require(time.isPositive(), "the time of the MCP server %s must be above 0 but was %s", name, time);
    }
}
