package dev.caduceus.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.Message;
import dev.caduceus.conversation.Conversation;
import dev.caduceus.conversation.Conversations;
import dev.caduceus.schema.Json;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/** What was said, read back or forgotten. */
@Path("/conversations/{id}")
@RunOnVirtualThread
public class ConversationResource {
    private final Conversations conversations;
    private final CurrentCaller callers;

    @Inject
    ConversationResource(Conversations conversations, CurrentCaller callers) {
        this.conversations = conversations;
        this.callers = callers;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Everything said so far, calls and results included")
    public ObjectNode read(@RestPath String id) {
        Conversation conversation = conversations.get(callers.value(), id);
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("conversation", id).put("used_at", conversation.usedAt().toString());
        ArrayNode messages = json.putArray("messages");
        conversation.messages().forEach(message -> write(message, messages.addObject()));
        return json;
    }

    @DELETE
    @Operation(summary = "Forgets a conversation")
    public void delete(@RestPath String id) {
        conversations.delete(callers.value(), id);
    }

    private static void write(Message message, ObjectNode json) {
        switch (message) {
            case Message.System(String text) -> json.put("role", "system").put("text", text);
            case Message.User(String text) -> json.put("role", "user").put("text", text);
            case Message.Assistant assistant -> {
                json.put("role", "assistant").put("text", assistant.text());
                ArrayNode calls = json.putArray("calls");
                assistant.calls().forEach(call -> calls.add(EventEncoder.call(call)));
                ArrayNode parts = json.putArray("parts");
                assistant.parts().forEach(part -> write(part, parts.addObject()));
            }
            case Message.Tool(String callId, String name, String content) ->
                json.put("role", "tool").put("id", callId).put("name", name).put("content", content);
        }
    }

    /** The same in the order in which it was written. */
    private static void write(Message.Part part, ObjectNode json) {
        switch (part) {
            case Message.Part.Text(String text) -> json.put("text", text);
            case Message.Part.Thinking(String text) -> json.put("thinking", text);
            case Message.Part.Call(var call) -> json.set("call", EventEncoder.call(call));
        }
    }
}
