package dev.caduceus.api.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.api.EventOutput;
import dev.caduceus.schema.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deltas → {@code chat.completion.chunk} documents, and {@code [DONE]} behind the last. Not safe for several threads. */
final class Chunks implements EventOutput.Frames<Delta> {
    private final CompletionLabel label;
    private final boolean includeUsage;
    private boolean roleSent;

    Chunks(CompletionLabel label, boolean includeUsage) {
        this.label = label;
        this.includeUsage = includeUsage;
    }

    @Override
    public List<String> of(Delta delta) {
        var frames = new ArrayList<String>();
        documents(delta).forEach(chunk -> frames.add("data: " + Json.write(chunk)));
        if (delta instanceof Delta.Finished) {
            frames.add("data: [DONE]");
        }
        return frames;
    }

    @Override
    public boolean last(Delta delta) {
        return delta.isLast();
    }

    private List<ObjectNode> documents(Delta delta) {
        var chunks = new ArrayList<ObjectNode>();
        if (!roleSent && !(delta instanceof Delta.Failed)) {
            roleSent = true;
            chunks.add(chunk(role(delta), null));
        }
        switch (delta) {
            case Delta.Text(String text) -> chunks.add(chunk(object().put("content", text), null));
            case Delta.Thinking(String text) -> chunks.add(chunk(object().put("reasoning_content", text), null));
            case Delta.CallBegins(int index, String id, String name) ->
                chunks.add(chunk(begins(index, id, name), null));
            case Delta.Arguments(int index, String text) -> chunks.add(chunk(arguments(index, text), null));
            case Delta.Finished finished -> chunks.addAll(last(finished));
            case Delta.Failed failed -> chunks.add(OpenAiErrors.document(failed.error()));
        }
        return chunks;
    }

    /** The content is null where a call comes first: a reply that is nothing but calls has none. */
    private static ObjectNode role(Delta first) {
        ObjectNode role = object().put("role", "assistant");
        return first instanceof Delta.CallBegins ? role.putNull("content") : role.put("content", "");
    }

    private static ObjectNode begins(int index, String id, String name) {
        ObjectNode delta = object();
        delta.putArray("tool_calls")
                .addObject()
                .put("index", index)
                .put("id", id)
                .put("type", "function")
                .putObject("function")
                .put("name", name)
                .put("arguments", "");
        return delta;
    }

    private static ObjectNode arguments(int index, String text) {
        ObjectNode delta = object();
        delta.putArray("tool_calls")
                .addObject()
                .put("index", index)
                .putObject("function")
                .put("arguments", text);
        return delta;
    }

    private List<ObjectNode> last(Delta.Finished finished) {
        ObjectNode end = chunk(object(), finished.finishReason());
        if (!includeUsage) {
            return List.of(end);
        }
        ObjectNode usage = label.document("chat.completion.chunk");
        usage.putArray("choices");
        usage.set("usage", CompletionLabel.usage(finished.usage()));
        return List.of(end, usage);
    }

    private ObjectNode chunk(ObjectNode delta, @Nullable String finishReason) {
        ObjectNode chunk = label.document("chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", finishReason);
        return includeUsage ? chunk.putNull("usage") : chunk;
    }

    private static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }
}
