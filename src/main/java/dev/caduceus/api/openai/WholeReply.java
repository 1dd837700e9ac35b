package dev.caduceus.api.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.TokenLogprob;
import java.util.ArrayList;
import java.util.List;

/** A reply's deltas → one {@code chat.completion} document. Not safe for several threads. */
final class WholeReply {
    private final CompletionLabel label;
    private final Logprobs logprobs;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final List<Call> calls = new ArrayList<>();

    WholeReply(CompletionLabel label, Logprobs logprobs) {
        this.label = label;
        this.logprobs = logprobs;
    }

    private record Call(String id, String name, StringBuilder arguments) {}

    /** Takes what is no end. */
    void add(Delta delta) {
        switch (delta) {
            case Delta.Text(String piece) -> text.append(piece);
            case Delta.Thinking(String piece) -> thinking.append(piece);
            case Delta.CallBegins(int _, String id, String name) -> calls.add(new Call(id, name, new StringBuilder()));
            case Delta.Arguments(int index, String piece) ->
                calls.get(index).arguments().append(piece);
            case Delta.Written(TokenLogprob token) -> logprobs.add(token);
            case Delta.Finished _, Delta.Failed _ ->
                throw new IllegalArgumentException("an end is no part of a reply: " + delta);
        }
    }

    ObjectNode document(Delta.Finished end) {
        ObjectNode document = label.document("chat.completion");
        ObjectNode choice = document.putArray("choices").addObject().put("index", 0);
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        message.put("content", text.isEmpty() && !calls.isEmpty() ? null : text.toString())
                .putNull("refusal");
        if (!thinking.isEmpty()) {
            message.put("reasoning_content", thinking.toString());
        }
        if (!calls.isEmpty()) {
            write(message.putArray("tool_calls"));
        }
        choice.set("logprobs", logprobs.take());
        choice.put("finish_reason", end.finishReason());
        document.set("usage", CompletionLabel.usage(end.usage()));
        return document;
    }

    private void write(ArrayNode toolCalls) {
        for (Call call : calls) {
            toolCalls
                    .addObject()
                    .put("id", call.id())
                    .put("type", "function")
                    .putObject("function")
                    .put("name", call.name())
                    .put("arguments", call.arguments().toString());
        }
    }
}
