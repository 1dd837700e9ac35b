package dev.caduceus.api.mcp;

import dev.caduceus.api.access.Callers;
import dev.caduceus.chat.Origin;
import dev.caduceus.tool.ToolBox;
import io.quarkiverse.mcp.server.FilterContext;
import io.quarkiverse.mcp.server.ToolFilter;
import io.quarkiverse.mcp.server.ToolManager.ToolInfo;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** A tool for callers with a role is not there for the others, neither to see nor to call. */
@Singleton
public class OfferedToCaller implements ToolFilter {
    private final ToolBox tools;
    private final SecurityIdentity identity;

    @Inject
    OfferedToCaller(ToolBox tools, SecurityIdentity identity) {
        this.tools = tools;
        this.identity = identity;
    }

    @Override
    public boolean test(ToolInfo tool, FilterContext request) {
        var origin = new Origin(Callers.of(identity), "");
        return tools.by(origin).has(tool.name());
    }
}
