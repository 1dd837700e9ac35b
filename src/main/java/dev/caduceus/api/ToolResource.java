package dev.caduceus.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.Json;
import dev.caduceus.tool.ToolBox;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The functions that the caller may use, in the order in which the model reads them. */
@Path("/tools")
public class ToolResource {
    private final ToolBox tools;
    private final CurrentCaller callers;

    @Inject
    ToolResource(ToolBox tools, CurrentCaller callers) {
        this.tools = tools;
        this.callers = callers;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The offered functions as OpenAI function JSON")
    public ArrayNode tools() {
        ArrayNode all = Json.MAPPER.createArrayNode();
        for (ToolDefinition tool : tools.by(callers.origin()).definitions()) {
            all.addObject()
                    .put("type", "function")
                    .putObject("function")
                    .put("name", tool.name())
                    .put("description", tool.description())
                    .set("parameters", tool.parameters().source());
        }
        return all;
    }
}
