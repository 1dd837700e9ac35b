package dev.caduceus.api.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.api.TurnEncoder;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.TokenLogprob;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.schema.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One turn's events → its {@link Delta}s. What a model writes amiss is no failure of the request: a call of a tool that was
 * not offered, or one that breaks before its name is known, is text; one that breaks later keeps the arguments as they were
 * written, which a client has to validate, as OpenAI says of its own. Not safe for several threads.
 */
final class Deltas implements TurnEncoder<Delta> {
    private final Set<String> offered;
    private final String idPrefix;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final Set<String> withArguments = new LinkedHashSet<>();
    /** @param idPrefix of the calls' ids, such as {@code call_a1b2_}: a turn numbers its calls, clients mix turns */
    Deltas(TurnRequest request, String idPrefix) {
        this.offered = request.tools().stream().map(ToolDefinition::name).collect(Collectors.toSet());
        this.idPrefix = idPrefix;
    }

    @Override
    public List<Delta> of(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Text(String text) -> List.of(new Delta.Text(text));
            case ChatEvent.Thinking(String text) -> List.of(new Delta.Thinking(text));
            case ChatEvent.CallBegan(String id, String name) -> began(id, name);
            case ChatEvent.CallDelta(String id, String delta) -> arguments(id, delta);
            case ChatEvent.CallEnded(ToolCall call) -> ended(call);
            case ChatEvent.CallBroken(String id, String raw, String _) -> broke(id, raw);
            case ChatEvent.Started _, ChatEvent.ToolFinished _, ChatEvent.Done _ -> List.of();
        };
    }

    @Override
    public List<Delta> of(TokenLogprob token) {
        return List.of(new Delta.Written(token));
    }

    @Override
    public Delta end(ChatEvent.Done done) {
        FinishReason reason = done.finishReason();
        if (reason == FinishReason.CANCELLED) {
            return failed(new CaduceusException(ErrorCode.CANCELLED, "The reply was cancelled before its end"));
        }
        String finish = switch (reason) {
            case LENGTH -> "length";
            case STOP, TOOL_CALLS, TOOL_LIMIT, CANCELLED -> indexes.isEmpty() ? "stop" : "tool_calls";
        };
        return new Delta.Finished(finish, done.usage());
    }

    @Override
    public Delta failed(CaduceusException error) {
        return new Delta.Failed(error);
    }

    private List<Delta> began(String id, String name) {
        if (!offered.contains(name)) {
            return List.of();
        }
        int index = indexes.size();
        indexes.put(id, index);
        return List.of(new Delta.CallBegins(index, idPrefix + id.substring(id.lastIndexOf('_') + 1), name));
    }

    private List<Delta> arguments(String id, String text) {
        Integer index = indexes.get(id);
        if (index == null || text.isEmpty()) {
            return List.of();
        }
        withArguments.add(id);
        return List.of(new Delta.Arguments(index, text));
    }

    private List<Delta> ended(ToolCall call) {
        if (!offered.contains(call.name())) {
            return List.of(new Delta.Text(written(call)));
        }
        var deltas = new ArrayList<Delta>();
        if (!indexes.containsKey(call.id())) {
            deltas.addAll(began(call.id(), call.name()));
        }
        if (!withArguments.contains(call.id())) {
            deltas.addAll(arguments(call.id(), call.arguments()));
        }
        return deltas;
    }

    /** A call without a character of its arguments could be taken for one of a tool that needs none. */
    private List<Delta> broke(String id, String raw) {
        if (!indexes.containsKey(id)) {
            return List.of(new Delta.Text(raw));
        }
        return withArguments.contains(id) ? List.of() : arguments(id, raw);
    }

    private static String written(ToolCall call) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("name", call.name());
        return Json.write(json.set("arguments", Json.read(call.arguments())));
    }
}
