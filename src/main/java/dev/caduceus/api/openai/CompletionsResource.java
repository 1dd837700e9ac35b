package dev.caduceus.api.openai;

import dev.caduceus.api.ApiSettings;
import dev.caduceus.api.CurrentCaller;
import dev.caduceus.api.Delivery;
import dev.caduceus.api.EventOutput;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.Origin;
import dev.caduceus.conversation.TurnGenerator;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** A chat completion as OpenAI's clients ask for it. What the model calls, the client executes. */
@Path("/v1/chat/completions")
@RunOnVirtualThread
public class CompletionsResource {
    /** Of an id's hexadecimal digits, as many as tell the calls of one conversation apart. */
    private static final int CALL_ID_DIGITS = 12;

    private final RequestReader requests;
    private final TurnGenerator turns;
    private final CurrentCaller callers;
    private final ApiSettings settings;
    private final Clock clock;

    @Inject
    CompletionsResource(
            RequestReader requests, TurnGenerator turns, CurrentCaller callers, ApiSettings settings, Clock clock) {
        this.requests = requests;
        this.turns = turns;
        this.callers = callers;
        this.settings = settings;
        this.clock = clock;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
    @Operation(summary = "OpenAI's chat completions, whole and streamed; the client executes the calls")
    public Response complete(String body, @Context RoutingContext http) {
        CompletionRequest request = requests.read(body);
        Origin origin = callers.origin();
        String id = UUID.randomUUID().toString().replace("-", "");
        var label = new CompletionLabel("chatcmpl-" + id, clock.instant().getEpochSecond(), request.model());
        var deltas = new Deltas(request.turn(), "call_" + id.substring(0, CALL_ID_DIGITS) + "_");
        var reply = new Delivery<>(
                origin.request(),
                deltas,
                settings,
                () -> http.request().connection().close());
        http.addEndHandler(end -> reply.close());
        reply.runs(turns.start(request.turn().withOrigin(origin), reply));
        var logprobs = new Logprobs(request.turn().sampling().logprobs());
        return request.stream()
                ? streamed(reply, new Chunks(label, request.includeUsage(), logprobs))
                : whole(reply, new WholeReply(label, logprobs));
    }

    private Response whole(Delivery<Delta> reply, WholeReply whole) {
        while (true) {
            Optional<Delta> next = reply.poll(settings.keepAlive());
            if (next.isPresent()) {
                switch (next.get()) {
                    case Delta.Finished end -> {
                        return Response.ok(whole.document(end), MediaType.APPLICATION_JSON_TYPE)
                                .build();
                    }
                    case Delta.Failed(CaduceusException error) -> throw error;
                    case Delta.Text _, Delta.Thinking _, Delta.CallBegins _, Delta.Arguments _, Delta.Written _ ->
                        whole.add(next.get());
                }
            }
        }
    }

    /** A request that fails before its first delta gets a status of its own; later an event has to say it. */
    private Response streamed(Delivery<Delta> reply, Chunks chunks) {
        Optional<Delta> first = reply.poll(settings.keepAlive());
        if (first.isPresent() && first.get() instanceof Delta.Failed(CaduceusException error)) {
            throw error;
        }
        return Response.ok(new EventOutput<>(reply, chunks, first, settings.keepAlive()))
                .type(MediaType.SERVER_SENT_EVENTS_TYPE)
                .header("Cache-Control", "no-cache")
                .build();
    }
}
