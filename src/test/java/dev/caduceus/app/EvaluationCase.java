package dev.caduceus.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.schema.Json;
import dev.caduceus.schema.JsonSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** A line of {@code eval/*.jsonl}, whose format the training's README describes: a request, and the judge of its reply. */
record EvaluationCase(JsonNode line) {
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final int MAX_NEW_TOKENS = 160;
    private static final Map<String, ToolDefinition> DEMO = tools("contract/tools.json");
    private static final Map<String, ToolDefinition> UNSEEN = tools("eval/unseen_tools.json");

    /** Every {@code every}-th case of a set. */
    static List<EvaluationCase> sample(String set, int every) {
        List<String> lines = read("eval/" + set + ".jsonl").lines().toList();
        return IntStream.range(0, lines.size())
                .filter(i -> i % every == 0)
                .mapToObj(i -> new EvaluationCase(Json.read(lines.get(i))))
                .toList();
    }

    /** Greedy. */
    TurnRequest request() {
        return TurnRequest.of(messages())
                .withTools(offered())
                .withSampling(SamplingParams.GREEDY.withMaxNewTokens(MAX_NEW_TOKENS));
    }

    boolean passedBy(Message.Assistant reply) {
        if (line.has("must_state")) {
            String text = reply.text().toLowerCase(Locale.ROOT);
            return line.get("must_state")
                    .valueStream()
                    .allMatch(value -> text.contains(value.asText().toLowerCase(Locale.ROOT)));
        }
        JsonNode expected = line.get("expect");
        if (!expected.isArray() || expected.size() != reply.calls().size()) {
            return !expected.isArray() && reply.calls().isEmpty();
        }
        return IntStream.range(0, expected.size())
                .allMatch(i -> same(expected.get(i), reply.calls().get(i)));
    }

    @Override
    public String toString() {
        return line.get("id").asText();
    }

    private List<ToolDefinition> offered() {
        return line.has("tools")
                ? line.get("tools")
                        .valueStream()
                        .map(name -> DEMO.getOrDefault(name.asText(), UNSEEN.get(name.asText())))
                        .toList()
                : List.copyOf(DEMO.values());
    }

    private List<Message> messages() {
        if (line.has("message")) {
            return List.of(new Message.User(line.get("message").asText()));
        }
        var messages = new ArrayList<Message>();
        int number = 0;
        for (JsonNode message : line.get("messages")) {
            if (message.has("calls")) {
                number++;
            }
            messages.add(message(message, "call_" + number));
        }
        return messages;
    }

    private static Message message(JsonNode message, String id) {
        String content = message.path("content").asText();
        return switch (message.get("role").asText()) {
            case "user" -> new Message.User(content);
            case "tool" -> {
                String name = message.get("name").asText();
                yield new Message.Tool(id, name, content(name, message.get("result")));
            }
            default ->
                message.has("calls")
                        ? new Message.Assistant(List.of(new Message.Part.Call(
                                call(id, message.get("calls").get(0)))))
                        : new Message.Assistant(List.of(new Message.Part.Text(content)));
        };
    }

    private static ToolCall call(String id, JsonNode call) {
        return new ToolCall(id, call.get("name").asText(), Json.write(call.get("arguments")));
    }

    private static String content(String tool, JsonNode result) {
        var json = Json.MAPPER.createObjectNode().put("name", tool);
        json.set(result.has("error") ? "error" : "content", result.has("error") ? result.get("error") : result);
        return Json.write(json);
    }

    private static boolean same(JsonNode wanted, ToolCall call) {
        JsonNode arguments = Json.read(call.arguments());
        return wanted.get("name").asText().equals(call.name())
                && wanted.get("arguments").size() == arguments.size()
                && wanted.get("arguments").propertyStream().allMatch(entry -> {
                    JsonNode value = arguments.path(entry.getKey());
                    return entry.getValue().asText().equals("*")
                            || (entry.getValue().isNumber() && value.isNumber()
                                    ? entry.getValue().decimalValue().compareTo(value.decimalValue()) == 0
                                    : entry.getValue().equals(value));
                });
    }

    private static Map<String, ToolDefinition> tools(String file) {
        var tools = new LinkedHashMap<String, ToolDefinition>();
        for (JsonNode tool : Json.read(read(file))) {
            JsonNode function = tool.get("function");
            String name = function.get("name").asText();
            tools.put(
                    name,
                    new ToolDefinition(
                            name,
                            function.get("description").asText(),
                            JsonSchema.of(grounded(name, function.get("parameters")))));
        }
        return tools;
    }

    /** As the demo functions declare it: strings but enums and records; {@code unseen_tools.json}, too. */
    private static JsonNode grounded(String tool, JsonNode parameters) {
        JsonNode schema = parameters.deepCopy();
        boolean record = Character.isUpperCase(tool.charAt(0));
        for (JsonNode property : schema.path("properties")) {
            boolean list = property.path("type").asText().equals("array");
            JsonNode value = list ? property.path("items") : property;
            if (!record && value.path("type").asText().equals("string") && !value.has("enum")) {
                ((ObjectNode) property).put(ToolDefinition.GROUNDED, true);
            }
        }
        return schema;
    }

    private static String read(String file) {
        try {
            return Files.readString(RESOURCES.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
