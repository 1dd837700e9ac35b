package dev.caduceus.api.dev;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.conversation.RoundObserver.RoundPrompt;
import dev.caduceus.conversation.TurnListener;
import dev.caduceus.conversation.TurnResult;
import dev.caduceus.engine.ForwardingListener;
import dev.caduceus.engine.GenerationListener;
import dev.caduceus.engine.WrittenToken;
import dev.caduceus.schema.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One round as it passes: the engine's thread and the turn's write it down, a reader's asks for it. */
final class RecordedRound extends ForwardingListener {
    /** As many others as show what else might have been. */
    private static final int OTHERS = 4;

    private final Instant at = Instant.now();
    private final RoundPrompt prompt;
    private final List<Span> spans;
    private final List<WrittenToken> tokens = new ArrayList<>();
    private final ArrayNode events = Json.MAPPER.createArrayNode();
    private String raw = "";
    private String end = "running";

    RecordedRound(RoundPrompt prompt, List<Span> spans, GenerationListener next) {
        super(next);
        this.prompt = prompt;
        this.spans = List.copyOf(spans);
    }

    int[] promptIds() {
        return prompt.ids();
    }

    List<Span> spans() {
        return spans;
    }

    TurnListener hearing(TurnListener listener) {
        return new TurnListener() {
            @Override
            public void event(ChatEvent event) {
                parsed(event);
                listener.event(event);
            }

            @Override
            public void done(TurnResult result) {
                ended(result.rounds().getLast());
                listener.done(result);
            }

            @Override
            public void failed(CaduceusException error) {
                ended(error.code() + ": " + error.getMessage());
                listener.failed(error);
            }
        };
    }

    @Override
    public int recorded() {
        return Math.max(OTHERS, super.recorded());
    }

    @Override
    public void written(WrittenToken token) {
        noted(token);
        super.written(token);
    }

    @Override
    public void failed(CaduceusException error) {
        ended(error.code() + ": " + error.getMessage());
        super.failed(error);
    }

    private synchronized void noted(WrittenToken token) {
        tokens.add(token);
    }

    private synchronized void parsed(ChatEvent event) {
        events.addObject().put("event", event.getClass().getSimpleName()).put("says", says(event));
    }

    private synchronized void ended(TurnResult.Round round) {
        raw = round.raw();
        end = round.finishReason().wireName();
    }

    private synchronized void ended(String why) {
        end = why;
    }

    private static String says(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Started(int read, int cached) -> "%d read, %d cached".formatted(read, cached);
            case ChatEvent.Text(String text) -> text;
            case ChatEvent.Thinking(String text) -> text;
            case ChatEvent.CallBegan(String id, String name) -> id + " " + name;
            case ChatEvent.CallDelta(String id, String delta) -> delta;
            case ChatEvent.CallEnded(var call) ->
                "%s %s %s %s".formatted(call.id(), call.name(), call.arguments(), call.tolerances());
            case ChatEvent.CallBroken(String id, String written, String reason) -> id + " " + reason + ": " + written;
            case ChatEvent.ToolFinished(var result, long millis) -> result.name();
            case ChatEvent.Done done -> done.finishReason().wireName();
        };
    }

    synchronized ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("at", at.toString()).put("end", end).put("prompt_tokens", prompt.ids().length);
        json.put("kept_tokens", prompt.kept()).put("raw", raw);
        ArrayNode read = json.putArray("prompt");
        spans.forEach(span -> read.addObject().put("kind", name(span.kind())).put("text", span.text()));
        ArrayNode written = json.putArray("tokens");
        tokens.forEach(token -> write(token, written.addObject()));
        json.set("events", events.deepCopy());
        return json;
    }

    private void write(WrittenToken token, ObjectNode json) {
        json.put("id", token.id()).put("text", text(token.id())).put("origin", name(token.origin()));
        ArrayNode likely = json.putArray("likely");
        token.likely()
                .forEach(
                        each -> likely.addObject().put("text", text(each.id())).put("probability", each.probability()));
    }

    private String text(int id) {
        return prompt.tokenizer().decode(new int[] {id});
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
