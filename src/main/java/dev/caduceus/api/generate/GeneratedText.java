package dev.caduceus.api.generate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolResult;
import dev.caduceus.conversation.TurnListener;
import dev.caduceus.conversation.TurnResult;
import dev.caduceus.schema.Json;
import dev.caduceus.tool.Prepared;
import dev.caduceus.tool.ToolBox;
import java.util.concurrent.CompletableFuture;

/** A turn → the document of {@code POST /generate}: its raw text, its calls, their values, and what was wrong. */
final class GeneratedText implements TurnListener {
    private final ToolBox offered;
    private final ToolBox records;
    private final ArrayNode calls = Json.MAPPER.createArrayNode();
    private final ArrayNode values = Json.MAPPER.createArrayNode();
    private final ArrayNode errors = Json.MAPPER.createArrayNode();
    private final CompletableFuture<ObjectNode> document = new CompletableFuture<>();

    /** @param offered those of the request */
    GeneratedText(ToolBox offered) {
        this.offered = offered;
        this.records = offered.records();
    }

    /** Completes with the document, or with the {@link CaduceusException} that broke the turn off. */
    CompletableFuture<ObjectNode> document() {
        return document;
    }

    @Override
    public void event(ChatEvent event) {
        switch (event) {
            case ChatEvent.CallEnded(ToolCall call) -> called(call);
            case ChatEvent.CallBroken(String id, String raw, String reason) ->
                error(ToolResult.Failure.unreadable(id, "", raw, reason));
            case ChatEvent.Started _,
                    ChatEvent.Text _,
                    ChatEvent.Thinking _,
                    ChatEvent.CallBegan _,
                    ChatEvent.CallDelta _,
                    ChatEvent.ToolFinished _,
                    ChatEvent.Done _ -> {}
        }
    }

    private void called(ToolCall call) {
        switch (offered.prepare(call)) {
            case Prepared.Refused(var _, ToolResult.Failure failure) -> {
                add(call);
                error(failure);
            }
            case Prepared.Ready ready -> {
                add(ready.call());
                if (records.has(call.name())) {
                    read(records.run(ready));
                }
            }
        }
    }

    private void add(ToolCall call) {
        calls.addObject().put("name", call.name()).set("arguments", Json.read(call.arguments()));
    }

    /** A record's tool does nothing but to read and validate it. */
    private void read(ToolResult result) {
        switch (result) {
            case ToolResult.Success success ->
                values.addObject().put("type", success.name()).set("value", Json.read(success.json()));
            case ToolResult.Failure failure -> error(failure);
        }
    }

    private void error(ToolResult.Failure failure) {
        errors.addObject()
                .put("name", failure.name())
                .put("code", failure.code().name())
                .put("message", failure.message());
    }

    @Override
    public void done(TurnResult result) {
        TurnResult.Round round = result.rounds().getLast();
        ObjectNode json = Json.MAPPER
                .createObjectNode()
                .put("text", round.raw())
                .put("prompt_tokens", round.usage().prompt())
                .put("generated_tokens", round.usage().completion());
        json.set("calls", calls);
        json.set("values", values);
        json.set("errors", errors);
        document.complete(json);
    }

    @Override
    public void failed(CaduceusException error) {
        document.completeExceptionally(error);
    }
}
