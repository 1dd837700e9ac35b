package dev.caduceus.api.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.api.EventOutput;
import dev.caduceus.chat.TokenLogprob;
import dev.caduceus.schema.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deltas → {@code chat.completion.chunk} documents, and {@code [DONE]} behind the last. Not safe for several threads. */
final class Chunks implements EventOutput.Frames<Delta> {
    private final CompletionLabel label;
    private final boolean includeUsage;
    /** Wait for the chunk that the tokens belong to. */
    private final Logprobs logprobs;

    private boolean roleSent;

    Chunks(CompletionLabel label, boolean includeUsage, Logprobs logprobs) {
        this.label = label;
        this.includeUsage = includeUsage;
        this.logprobs = logprobs;
    }

    @Override
    public List<String> of(Delta delta) {
        if (delta instanceof Delta.Written(TokenLogprob token)) {
            logprobs.add(token);
            return List.of();
        }
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
            chunks.add(chunk(role(delta), null, NullNode.getInstance()));
        }
        switch (delta) {
            case Delta.Text(String text) -> chunks.add(chunk(object().put("content", text), null));
            case Delta.Thinking(String text) -> chunks.add(chunk(object().put("reasoning_content", text), null));
            case Delta.CallBegins(int index, String id, String name) ->
                chunks.add(chunk(begins(index, id, name), null));
            case Delta.Arguments(int index, String text) -> chunks.add(chunk(arguments(index, text), null));
            case Delta.Written _ -> throw new IllegalStateException("probabilities are no chunk of their own");
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
        return chunk(delta, finishReason, logprobs.take());
    }

    private ObjectNode chunk(ObjectNode delta, @Nullable String finishReason, JsonNode probabilities) {
        ObjectNode chunk = label.document("chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.set("logprobs", probabilities);
        choice.put("finish_reason", finishReason);
        return includeUsage ? chunk.putNull("usage") : chunk;
    }

    private static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }
}
