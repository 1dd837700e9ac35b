package dev.caduceus.api.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.api.ApiSettings;
import dev.caduceus.api.Fields;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.schema.Json;
import dev.caduceus.tool.ToolBox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** OpenAI's messages → ours, in their order. For one request. */
final class MessageReader {
    private final ApiSettings settings;
    /** Id → name of the calls so far: a tool's message says only which call it answers. */
    private final Map<String, String> calls = new HashMap<>();

    MessageReader(ApiSettings settings) {
        this.settings = settings;
    }

    List<Message> read(Fields request) {
        var messages = new ArrayList<Message>();
        for (Fields message : request.objects("messages")) {
            messages.add(message(message));
        }
        if (messages.isEmpty()) {
            throw CaduceusException.of(ErrorCode.BAD_REQUEST, "messages is missing or empty; say something in it");
        }
        return messages;
    }

    private Message message(Fields message) {
        String role = message.requiredText("role");
        return switch (role) {
            case "system", "developer" -> new Message.System(requiredContent(message));
            case "user" -> new Message.User(requiredContent(message));
            case "assistant" -> assistant(message);
            case "tool" -> tool(message);
            case "function" -> throw message.unsupported("role", "use the roles assistant (tool_calls) and tool");
            default -> throw message.wrong("role", "must be system, developer, user, assistant or tool");
        };
    }

    private Message.Assistant assistant(Fields message) {
        if (message.has("function_call")) {
            throw message.unsupported("function_call", "use tool_calls");
        }
        var parts = new ArrayList<Message.Part>();
        message.text("reasoning_content")
                .or(() -> message.text("reasoning"))
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> parts.add(new Message.Part.Thinking(text)));
        content(message)
                .or(() -> message.text("refusal"))
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> parts.add(new Message.Part.Text(text)));
        message.objects("tool_calls").forEach(call -> parts.add(new Message.Part.Call(call(call))));
        return new Message.Assistant(parts);
    }

    private ToolCall call(Fields call) {
        requireFunction(call);
        Fields function = call.requiredObject("function");
        String id = call.requiredText("id");
        String name = function.requiredText("name");
        String arguments = function.text("arguments").orElse("");
        calls.put(id, name);
        return new ToolCall(id, name, arguments.isBlank() ? "{}" : object(function, arguments));
    }

    /** A call's, a tool's and a tool choice's only type; clients that leave it out mean it too. */
    static void requireFunction(Fields typed) {
        if (!typed.text("type").orElse("function").equals("function")) {
            throw typed.unsupported("type", "it can be function");
        }
    }

    private static String object(Fields function, String arguments) {
        try {
            if (Json.read(arguments).isObject()) {
                return arguments;
            }
        } catch (IllegalArgumentException e) {
            // Said below, with the value.
        }
        throw function.wrong("arguments", "must be the text of a JSON object");
    }

    private Message.Tool tool(Fields message) {
        String id = message.requiredText("tool_call_id");
        String name = calls.get(id);
        if (name == null) {
            throw message.wrong("tool_call_id", "must be the id of a call in an earlier assistant message");
        }
        return new Message.Tool(id, name, ToolBox.toolMessage(name, requiredContent(message)));
    }

    private String requiredContent(Fields message) {
        return content(message).orElseThrow(() -> message.missing("content"));
    }

    private Optional<String> content(Fields message) {
        if (!message.has("content")) {
            return Optional.empty();
        }
        JsonNode content = message.get("content");
        String text;
        if (content.isTextual()) {
            text = content.textValue();
        } else if (content.isArray()) {
            text = message.objects("content").stream().map(MessageReader::part).collect(Collectors.joining("\n"));
        } else {
            throw message.wrong("content", "must be a text or a list of parts");
        }
        settings.requireReadable(message.pathOf("content"), text);
        return Optional.of(text);
    }

    private static String part(Fields part) {
        String type = part.requiredText("type");
        return switch (type) {
            case "text" -> part.requiredText("text");
            case "refusal" -> part.requiredText("refusal");
            default -> throw part.unsupported("type", "the model reads text parts only");
        };
    }
}
