package dev.caduceus.api.generate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.api.CurrentCaller;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.conversation.Turn;
import dev.caduceus.conversation.TurnGenerator;
import dev.caduceus.tool.ToolBox;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** One prompt, one reply: what the model wrote, and what it means. */
@Path("/generate")
@Blocking // to start a turn is to encode its prompt; without this a Uni counts as non-blocking
@RunOnVirtualThread
public class GenerateResource {
    private final GenerateReader requests;
    private final TurnGenerator turns;
    private final ToolBox tools;
    private final CurrentCaller callers;

    @Inject
    GenerateResource(GenerateReader requests, TurnGenerator turns, ToolBox tools, CurrentCaller callers) {
        this.requests = requests;
        this.turns = turns;
        this.tools = tools;
        this.callers = callers;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The notebook's generate_hermes: raw text, calls, typed values")
    public Uni<ObjectNode> generate(String body, @Context RoutingContext http) {
        TurnRequest request = requests.read(body, callers.origin());
        var text = new GeneratedText(tools.by(request.origin())
                .only(request.tools().stream().map(ToolDefinition::name).toList()));
        Turn turn = turns.start(request, text);
        http.addEndHandler(end -> turn.cancel());
        return Uni.createFrom().completionStage(text.document());
    }
}
