package dev.caduceus.grounding;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.grammar.ByteAutomaton;
import dev.caduceus.grammar.Grounding;
import dev.caduceus.schema.Json;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What users wrote and tools returned → what grounded arguments may be: a string a span of it, a number one that occurs
 * in it, by digits or by word. What the model wrote itself, and what the system prompt says, counts for nothing.
 */
public final class ConversationGrounding implements Grounding {
    /** Bytes of text at most, the newest first. */
    private static final int MOST_TEXT = 256 * 1024;

    /** Pointers by the tool's name. */
    private final Map<String, Set<String>> grounded;

    private final SpanIndex spans;
    private final SpanIndex numbers;

    private ConversationGrounding(Map<String, Set<String>> grounded, List<String> texts) {
        this.grounded = grounded;
        var words = new SpanTexts(MOST_TEXT);
        var found = new LinkedHashSet<String>();
        for (String text : texts) {
            words.addWords(text);
            found.addAll(NumberWords.in(text.substring(0, Math.min(text.length(), MOST_TEXT))));
        }
        var digits = new SpanTexts(MOST_TEXT);
        found.forEach(digits::addWhole);
        spans = words.index();
        numbers = digits.index();
    }

    /** {@link Grounding#NONE} where no tool has a grounded parameter. */
    public static Grounding of(List<ToolDefinition> tools, List<Message> messages) {
        Map<String, Set<String>> grounded = new HashMap<>();
        for (ToolDefinition tool : tools) {
            if (!tool.grounded().isEmpty()) {
                grounded.put(tool.name(), tool.grounded());
            }
        }
        return grounded.isEmpty() ? NONE : new ConversationGrounding(grounded, untrusted(messages));
    }

    @Override
    public ByteAutomaton language(Place place, ByteAutomaton free) {
        if (!grounded.getOrDefault(place.tool(), Set.of()).contains(place.pointer())) {
            return free;
        }
        boolean string = free.start() != ByteAutomaton.DEAD && free.next(free.start(), '"') != ByteAutomaton.DEAD;
        return (string ? spans.strings() : numbers.bare()).and(free);
    }

    /** Newest first. A tool's strings stand there once as they are in JSON and, where that differs, once as they read. */
    private static List<String> untrusted(List<Message> messages) {
        Set<String> texts = new LinkedHashSet<>();
        for (Message message : messages.reversed()) {
            switch (message) {
                case Message.User(String text) -> texts.add(text);
                case Message.Tool(var _, var _, String content) -> {
                    texts.add(content);
                    strings(content, texts);
                }
                case Message.Assistant _, Message.System _ -> {}
            }
        }
        return List.copyOf(texts);
    }

    private static void strings(String content, Set<String> texts) {
        if (content.indexOf('\\') < 0) {
            return;
        }
        try {
            strings(Json.read(content), texts);
        } catch (IllegalArgumentException notJson) {
            // a tool that answers in another way: its text alone counts
        }
    }

    private static void strings(JsonNode node, Set<String> texts) {
        if (node.isTextual() && node.textValue().chars().anyMatch(c -> c < ' ' || c == '"' || c == '\\')) {
            texts.add(node.textValue());
        }
        node.forEach(child -> strings(child, texts));
    }
}
