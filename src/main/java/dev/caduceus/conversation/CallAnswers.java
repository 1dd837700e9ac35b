package dev.caduceus.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolResult;
import dev.caduceus.schema.Json;
import dev.caduceus.tool.Prepared;
import dev.caduceus.tool.ToolBox;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Answers a turn's calls: runs them, or says in words for the model why not. Knows the turn's earlier rounds, so that a
 * model that asks the same again and again is told so, and then stopped; equal calls of one reply all run.
 */
final class CallAnswers {
    private final ToolBox tools;
    private final LoopLimits limits;
    private final Map<Asked, Integer> roundsAsked = new HashMap<>();
    private final Set<Asked> thisRound = new HashSet<>();
    private int asksThisRound;

    CallAnswers(ToolBox tools, LoopLimits limits) {
        this.tools = tools;
        this.limits = limits;
    }

    /** @param ends true where the turn ends with it */
    record Answer(ToolResult result, boolean ends) {}

    /** What makes two calls the same: the tool, and the arguments whatever the order of their keys. */
    private sealed interface Asked {
        record Call(String name, JsonNode arguments) implements Asked {}

        record Text(String raw) implements Asked {}
    }

    LoopLimits limits() {
        return limits;
    }

    Prepared prepare(ToolCall call) {
        return tools.prepare(call);
    }

    void roundBegins() {
        thisRound.forEach(asked -> roundsAsked.merge(asked, 1, Integer::sum));
        thisRound.clear();
        asksThisRound = 0;
    }

    /** Runs the call unless a limit forbids it; an interrupt ends the tool and is kept. */
    Answer answer(Ask ask) {
        asksThisRound++;
        Asked asked = asked(ask);
        thisRound.add(asked);
        int repeats = roundsAsked.getOrDefault(asked, 0);
        if (asksThisRound > limits.callsPerRound()) {
            return new Answer(
                    notRun(
                            ask,
                            ErrorCode.TOOL_LIMIT,
                            "This call was not run: at most %d calls a reply are.".formatted(limits.callsPerRound())),
                    true);
        }
        if (repeats > 0) {
            String told =
                    "This call was made before in this turn, and its result stands above; it was not run again. Use"
                            + " that result, or answer the user.";
            return new Answer(notRun(ask, ErrorCode.TOOL_LIMIT, told), repeats >= limits.repeats());
        }
        return new Answer(run(ask), false);
    }

    static ToolResult notRun(Ask ask, ErrorCode code, String message) {
        return switch (ask) {
            case Ask.Call(ToolCall call, var _) -> new ToolResult.Failure(call.id(), call.name(), code, message);
            case Ask.Broken(String id, String name, var _, var _) -> new ToolResult.Failure(id, name, code, message);
        };
    }

    private ToolResult run(Ask ask) {
        return switch (ask) {
            case Ask.Call(var _, Prepared prepared) -> tools.run(prepared);
            case Ask.Broken(String id, String name, String raw, String reason) ->
                ToolResult.Failure.unreadable(id, name, raw, reason);
        };
    }

    private static Asked asked(Ask ask) {
        return switch (ask) {
            case Ask.Call(var _, Prepared.Ready ready) -> asked(ready.call());
            case Ask.Call(ToolCall call, Prepared.Refused _) -> asked(call);
            case Ask.Broken broken -> new Asked.Text(broken.raw());
        };
    }

    private static Asked asked(ToolCall call) {
        try {
            return new Asked.Call(call.name(), Json.read(call.arguments()));
        } catch (IllegalArgumentException noJson) {
            return new Asked.Text(call.name() + call.arguments());
        }
    }
}
