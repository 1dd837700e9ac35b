package dev.caduceus.mcp;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema.ListToolsResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps each tool's schema as its server wrote it. The library's own type for it has six keywords, drops all others without
 * a word and fails on {@code additionalProperties} that is a schema; so the whole of it goes by in the tool's meta data.
 */
record RawSchemas(McpJsonMapper to) implements McpJsonMapper {
    private static final String KEPT = "dev.caduceus/inputSchema";

    /** The tool's schema as it came; an empty object where there was none. */
    static Object schema(Tool tool) {
        Map<String, Object> meta = tool.meta();
        return meta == null ? Map.of() : meta.getOrDefault(KEPT, Map.of());
    }

    @Override
    public <T> T convertValue(Object value, TypeRef<T> type) {
        return to.convertValue(type.getType() == ListToolsResult.class ? kept(value) : value, type);
    }

    @Override
    public <T> T convertValue(Object value, Class<T> type) {
        return to.convertValue(type == ListToolsResult.class ? kept(value) : value, type);
    }

    private static Object kept(Object result) {
        if (!(result instanceof Map<?, ?> map) || !(map.get("tools") instanceof List<?> tools)) {
            return result;
        }
        var copy = new LinkedHashMap<Object, Object>(map);
        var all = new ArrayList<Object>();
        tools.forEach(tool -> all.add(tool instanceof Map<?, ?> fields ? moved(fields) : tool));
        copy.put("tools", all);
        return copy;
    }

    private static Map<Object, Object> moved(Map<?, ?> tool) {
        var copy = new LinkedHashMap<Object, Object>(tool);
        Object schema = tool.get("inputSchema");
        copy.put("inputSchema", Map.of("type", "object"));
        copy.remove("outputSchema"); // nothing here reads it
        copy.put("_meta", Map.of(KEPT, schema == null ? Map.of() : schema));
        return copy;
    }

    @Override
    public <T> T readValue(String json, Class<T> type) throws IOException {
        return to.readValue(json, type);
    }

    @Override
    public <T> T readValue(byte[] json, Class<T> type) throws IOException {
        return to.readValue(json, type);
    }

    @Override
    public <T> T readValue(String json, TypeRef<T> type) throws IOException {
        return to.readValue(json, type);
    }

    @Override
    public <T> T readValue(byte[] json, TypeRef<T> type) throws IOException {
        return to.readValue(json, type);
    }

    @Override
    public String writeValueAsString(Object value) throws IOException {
        return to.writeValueAsString(value);
    }

    @Override
    public byte[] writeValueAsBytes(Object value) throws IOException {
        return to.writeValueAsBytes(value);
    }
}
