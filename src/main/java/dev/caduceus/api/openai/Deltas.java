package dev.caduceus.api.openai;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.TurnRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One turn's events → its {@link Delta}s. Calls of tools that were not offered are left out; a turn in which nothing else
 * was said, or in which a call broke after its beginning went out, fails, for the client could not tell. Not safe for
 * several threads.
 */
final class Deltas {
    private final Set<String> offered;
    private final String idPrefix;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final Set<String> withArguments = new LinkedHashSet<>();
    private final Set<String> unknown = new LinkedHashSet<>();
    private final List<String> broken = new ArrayList<>();
    private boolean said;

    /** @param idPrefix of the calls' ids, such as {@code call_a1b2_}: a turn numbers its calls, clients mix turns */
    Deltas(TurnRequest request, String idPrefix) {
        this.offered = request.tools().stream().map(ToolDefinition::name).collect(Collectors.toSet());
        this.idPrefix = idPrefix;
    }

    List<Delta> of(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Text(String text) -> said(new Delta.Text(text));
            case ChatEvent.Thinking(String text) -> List.of(new Delta.Thinking(text));
            case ChatEvent.CallBegan(String id, String name) -> began(id, name);
            case ChatEvent.CallDelta(String id, String delta) -> arguments(id, delta);
            case ChatEvent.CallEnded(ToolCall call) -> ended(call);
            case ChatEvent.CallBroken(String id, String raw, String reason) -> broke(id, raw, reason);
            case ChatEvent.Started _, ChatEvent.ToolFinished _, ChatEvent.Done _ -> List.of();
        };
    }

    /** The last delta. */
    Delta end(ChatEvent.Done done) {
        FinishReason reason = done.finishReason();
        if (reason == FinishReason.CANCELLED) {
            return failed(ErrorCode.CANCELLED, "The reply was cancelled before its end");
        }
        // A call that the limit on tokens cut off is what finish_reason length tells of.
        if (!broken.isEmpty() && reason != FinishReason.LENGTH) {
            return failed(ErrorCode.INTERNAL, "The model wrote a call that can't be read: " + broken.getFirst());
        }
        if (!said && !unknown.isEmpty()) {
            return failed(
                    ErrorCode.INTERNAL,
                    "The model called %s, which was not offered, and said nothing else"
                            .formatted(String.join(", ", unknown)));
        }
        String finish = switch (reason) {
            case LENGTH -> "length";
            case STOP, TOOL_CALLS, TOOL_LIMIT, CANCELLED -> indexes.isEmpty() ? "stop" : "tool_calls";
        };
        return new Delta.Finished(finish, done.usage());
    }

    private List<Delta> said(Delta... deltas) {
        said = true;
        return List.of(deltas);
    }

    private List<Delta> began(String id, String name) {
        if (!offered.contains(name)) {
            unknown.add(name);
            return List.of();
        }
        int index = indexes.size();
        indexes.put(id, index);
        return said(new Delta.CallBegins(index, idPrefix + id.substring(id.lastIndexOf('_') + 1), name));
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
        var deltas = new ArrayList<Delta>();
        if (!indexes.containsKey(call.id())) {
            deltas.addAll(began(call.id(), call.name()));
        }
        if (!withArguments.contains(call.id())) {
            deltas.addAll(arguments(call.id(), call.arguments()));
        }
        return deltas;
    }

    /** Before its name was known it is only what the model wrote. */
    private List<Delta> broke(String id, String raw, String reason) {
        if (!indexes.containsKey(id)) {
            return said(new Delta.Text(raw));
        }
        broken.add(reason + ": " + raw);
        return List.of();
    }

    private static Delta failed(ErrorCode code, String message) {
        return new Delta.Failed(new CaduceusException(code, message));
    }
}
