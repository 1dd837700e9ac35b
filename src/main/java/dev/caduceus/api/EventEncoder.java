package dev.caduceus.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.TokenUsage;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolResult;
import dev.caduceus.schema.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns one turn's {@link ChatEvent}s into what goes over the wire, in the same order. Not safe for several threads. */
final class EventEncoder implements TurnEncoder<WireEvent> {
    private final TurnLabel label;
    private final boolean deltas;
    private final Map<String, String> names = new HashMap<>();
    private boolean started;

    /** @param deltas whether the client asked for arguments as they are written */
    EventEncoder(TurnLabel label, boolean deltas) {
        this.label = label;
        this.deltas = deltas;
    }

    /**
     * What every event of a turn may need to say of it.
     *
     * @param request the request's id
     */
    record TurnLabel(String request, String conversation, String model) {}

    /** None for a later round's start, and for a delta nobody asked for. */
    @Override
    public List<WireEvent> of(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Started(int prompt, int cached) -> started(prompt, cached);
            case ChatEvent.Text(String text) -> one("token", object().put("text", text));
            case ChatEvent.Thinking(String text) -> one("thinking", object().put("text", text));
            case ChatEvent.CallBegan(String id, String name) -> {
                names.put(id, name);
                yield List.of();
            }
            case ChatEvent.CallDelta(String id, String delta) ->
                deltas ? one("tool_call_delta", delta(id, delta)) : List.of();
            case ChatEvent.CallEnded(ToolCall call) -> one("tool_call", call(call));
            // The loop answers a broken call with a failure of its own, which the client sees as tool_result.
            case ChatEvent.CallBroken broken -> List.of();
            case ChatEvent.ToolFinished(ToolResult result, long millis) -> one("tool_result", result(result, millis));
            case ChatEvent.Done done -> List.of(end(done));
        };
    }

    @Override
    public WireEvent end(ChatEvent.Done done) {
        return new WireEvent(WireEvent.DONE, done(done));
    }

    @Override
    public WireEvent failed(CaduceusException error) {
        return new WireEvent(
                WireEvent.FAILED,
                object().put("code", error.code().name())
                        .put("message", error.getMessage())
                        .put("request", label.request()));
    }

    private List<WireEvent> started(int prompt, int cached) {
        if (started) {
            return List.of();
        }
        started = true;
        return one(
                "started",
                object().put("request", label.request())
                        .put("conversation", label.conversation())
                        .put("model", label.model())
                        .put("prompt_tokens", prompt)
                        .put("cached_tokens", cached));
    }

    private ObjectNode delta(String id, String delta) {
        return object().put("id", id).put("name", names.get(id)).put("arguments_delta", delta);
    }

    static ObjectNode call(ToolCall call) {
        var json = object().put("id", call.id()).put("name", call.name());
        json.set("arguments", Json.read(call.arguments()));
        var tolerances = json.putArray("tolerances");
        call.tolerances().forEach(tolerance -> tolerances.add(tolerance.name()));
        return json;
    }

    static ObjectNode result(ToolResult result, long millis) {
        var json = object().put("id", result.callId()).put("name", result.name());
        switch (result) {
            case ToolResult.Success success -> json.set("result", Json.read(success.json()));
            case ToolResult.Failure failure ->
                json.putObject("error").put("code", failure.code().name()).put("message", failure.message());
        }
        return json.put("millis", millis);
    }

    static ObjectNode done(ChatEvent.Done done) {
        var json = object().put("finish_reason", done.finishReason().wireName());
        json.set("usage", usage(done.usage()));
        return json.put("rounds", done.rounds())
                .put("millis", done.millis())
                .put("time_to_first_token_millis", done.timeToFirstTokenMillis());
    }

    private static ObjectNode usage(TokenUsage usage) {
        return object().put("prompt_tokens", usage.prompt())
                .put("cached_tokens", usage.cached())
                .put("completion_tokens", usage.completion())
                .put("forced_tokens", usage.forced())
                .put("accepted_draft_tokens", usage.acceptedDraft());
    }

    private static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }

    private static List<WireEvent> one(String name, ObjectNode data) {
        return List.of(new WireEvent(name, data));
    }
}
