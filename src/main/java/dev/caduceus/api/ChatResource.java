package dev.caduceus.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;

/** One turn of a conversation, as it happens or as a whole. */
@Path("/chat")
@Blocking // to start a turn is to encode its prompt; without this a method that returns a Uni counts as non-blocking
@RunOnVirtualThread
public class ChatResource {
    private final Turns turns;
    private final CurrentCaller callers;
    private final ApiSettings settings;

    @Inject
    ChatResource(Turns turns, CurrentCaller callers, ApiSettings settings) {
        this.turns = turns;
        this.callers = callers;
        this.settings = settings;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "Say something; hear the turn as it happens")
    public Response stream(ChatRequest body, @RestQuery boolean deltas, @Context RoutingContext http) {
        return events(body, deltas, http);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON + ";qs=0.5")
    @Operation(summary = "Say something; get the whole turn")
    public Uni<ObjectNode> whole(ChatRequest body, @Context RoutingContext http) {
        var started = turns.start(callers.origin(), body, TurnDocument::new);
        http.addEndHandler(end -> started.turn().cancel());
        return Uni.createFrom().completionStage(started.listener().whole());
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "The same for a browser's EventSource")
    public Response eventSource(@BeanParam EventSourceQuery query, @Context RoutingContext http) {
        if (query.lastEventId() != null) {
            // A browser that reconnects by itself: a turn must never run twice, and 204 tells it to stop.
            return Response.noContent().build();
        }
        String tools = query.tools();
        List<String> names = tools == null ? null : Arrays.asList(tools.split(","));
        var body = new ChatRequest(query.conversation(), query.message(), names, null);
        return events(body, query.deltas(), http);
    }

    private Response events(ChatRequest body, boolean deltas, RoutingContext http) {
        var started = turns.start(
                callers.origin(),
                body,
                label -> new Delivery<>(
                        label.request(),
                        new EventEncoder(label, deltas),
                        settings,
                        () -> http.request().connection().close()));
        Delivery<WireEvent> delivery = started.listener();
        // A client may leave before its first event is written, so its going is watched from here on.
        http.addEndHandler(end -> delivery.close());
        delivery.runs(started.turn());
        return Response.ok(new EventOutput<>(delivery, new EventFrames(), Optional.empty(), settings.keepAlive()))
                .type(MediaType.SERVER_SENT_EVENTS_TYPE)
                .header("Cache-Control", "no-cache")
                .build();
    }
}
