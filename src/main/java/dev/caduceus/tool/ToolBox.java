package dev.caduceus.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Origin;
import dev.caduceus.chat.Tolerance;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.ToolResult;
import dev.caduceus.schema.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tools that can be called: calls → results. A call that fails is a result too, in words that the model can act on;
 * nothing here throws for what a model wrote or a tool did. Safe for many threads.
 */
public final class ToolBox {
    private static final ToolSource NO_MORE = List::of;

    /** No tools at all. */
    public static final ToolBox EMPTY = of(List.of(), ToolLimits.DEFAULT);

    private final Map<String, Checked> own;
    private final ToolSource more;
    private final Runner runner;
    private final Origin origin;
    private volatile Merged merged;

    private ToolBox(Map<String, Checked> own, ToolSource more, Runner runner, Origin origin) {
        this.own = own;
        this.more = more;
        this.runner = runner;
        this.origin = origin;
        this.merged = new Merged(List.of(), own, visible(own));
    }

    /** @param check compiled once */
    private record Checked(ToolBinding binding, ArgumentCheck check) {
        Checked(ToolBinding binding) {
            this(binding, new ArgumentCheck(binding.definition().parameters()));
        }
    }

    /**
     * @param more the list that was merged; compared by identity
     * @param visible those of all that this box's caller may use
     */
    private record Merged(List<ToolBinding> more, Map<String, Checked> all, Map<String, Checked> visible) {}

    /** @throws CaduceusException {@code BAD_REQUEST} where two tools have the same name */
    public static ToolBox of(List<ToolBinding> bindings, ToolLimits limits) {
        Map<String, Checked> tools = new LinkedHashMap<>();
        for (ToolBinding binding : bindings) {
            ToolDefinition definition = binding.definition();
            var before = tools.put(definition.name(), new Checked(binding));
            CaduceusException.require(before == null, "two tools are named '%s'", definition.name());
        }
        return new ToolBox(tools, NO_MORE, new Runner(limits, ToolObserver.NONE), Origin.NONE);
    }

    /** These, and behind them those that {@code source} has at the time; of two with the same name the first. */
    public ToolBox withMore(ToolSource source) {
        return new ToolBox(own, source, runner, origin);
    }

    /** The same, looked at. */
    public ToolBox observedBy(ToolObserver observer) {
        return new ToolBox(own, more, new Runner(runner.limits(), observer), origin);
    }

    /**
     * As they are at this moment for this caller: one that demands a role which the caller lacks is not there, whoever
     * asks for it. A box that was made for nobody is an anonymous caller's.
     */
    public ToolBox by(Origin whose) {
        return new ToolBox(merged().all, NO_MORE, runner, whose);
    }

    /** Those that were here from the start. */
    public ToolBox own() {
        return new ToolBox(own, NO_MORE, runner, origin);
    }

    private Map<String, Checked> tools() {
        return merged().visible;
    }

    private Map<String, Checked> visible(Map<String, Checked> all) {
        Map<String, Checked> visible = new LinkedHashMap<>(all);
        visible.values().removeIf(tool -> !origin.caller().has(tool.binding().roles()));
        return visible;
    }

    @SuppressWarnings("ReferenceEquality") // a source says by another list that something changed
    private Merged merged() {
        List<ToolBinding> now = more.tools();
        Merged last = merged;
        if (last.more != now) {
            Map<String, Checked> all = new LinkedHashMap<>(own);
            now.forEach(binding -> all.computeIfAbsent(binding.definition().name(), name -> new Checked(binding)));
            last = new Merged(now, all, visible(all));
            merged = last;
        }
        return last;
    }

    /**
     * The tools of these names only, in this order.
     *
     * @throws CaduceusException {@code UNKNOWN_TOOL} for a name that is not here
     */
    public ToolBox only(Collection<String> names) {
        Map<String, Checked> all = tools();
        Map<String, Checked> chosen = new LinkedHashMap<>();
        for (String name : names) {
            Checked tool = all.get(name);
            if (tool == null) {
                throw new CaduceusException(ErrorCode.UNKNOWN_TOOL, unknown(name));
            }
            chosen.put(name, tool);
        }
        return new ToolBox(chosen, NO_MORE, runner, origin);
    }

    /** Those of records: their result is the record, read and validated, and nothing else happens. */
    public ToolBox records() {
        Map<String, Checked> chosen = new LinkedHashMap<>(own);
        chosen.values().removeIf(tool -> !(tool.binding().body() instanceof RecordTool.Reading));
        return new ToolBox(chosen, NO_MORE, runner, origin);
    }

    /** In declaration order. */
    public List<ToolDefinition> definitions() {
        return tools().values().stream()
                .map(tool -> tool.binding().definition())
                .toList();
    }

    /** Whatever roles they demand: for whoever decides about each caller later, and lets no anonymous one see them. */
    public List<ToolDefinition> definitionsForAll() {
        return merged().all.values().stream()
                .map(tool -> tool.binding().definition())
                .toList();
    }

    public boolean has(String name) {
        return tools().containsKey(name);
    }

    /** @throws CaduceusException {@code UNKNOWN_TOOL}, naming those that there are */
    public ToolDefinition definition(String name) {
        return only(List.of(name)).definitions().getFirst();
    }

    /** {@link #prepare} and {@link #run} in one. */
    public ToolResult execute(ToolCall call) {
        return run(prepare(call));
    }

    /**
     * Converts the arguments to the types that the schema asks for, where nothing is lost by it, and validates them. A
     * name that the schema does not list is a violation.
     */
    public Prepared prepare(ToolCall call) {
        Checked tool = tools().get(call.name());
        if (tool == null) {
            return refused(call, ErrorCode.UNKNOWN_TOOL, unknown(call.name()));
        }
        try {
            return checked(call, tool);
        } catch (IllegalArgumentException e) {
            return refused(call, ErrorCode.BAD_ARGUMENTS, "The arguments are %s".formatted(e.getMessage()));
        } catch (RuntimeException e) {
            // Beyond what a JSON reader takes: a number of thousands of digits, a thousand levels of nesting.
            return refused(call, ErrorCode.BAD_ARGUMENTS, "The arguments can't be read as JSON of a sensible size");
        }
    }

    private static Prepared checked(ToolCall call, Checked tool) {
        JsonNode written = Json.read(call.arguments());
        JsonNode converted = Coercion.apply(tool.binding().definition().parameters(), written);
        List<String> violations = tool.check().violations(converted);
        if (!violations.isEmpty() || !(converted instanceof ObjectNode arguments)) {
            return refused(call, ErrorCode.BAD_ARGUMENTS, String.join("; ", violations));
        }
        ToolCall ready = converted.equals(written) ? call : coerced(call, converted);
        return new Prepared.Ready(ready, tool.binding(), arguments);
    }

    private static ToolCall coerced(ToolCall call, JsonNode arguments) {
        var tolerances = new ArrayList<>(call.tolerances());
        tolerances.add(Tolerance.COERCED_TYPE);
        return new ToolCall(call.id(), call.name(), Json.write(arguments), tolerances);
    }

    /** Waits for the result, or for its time to be up; an interrupt ends the tool and is kept. */
    public ToolResult run(Prepared prepared) {
        return runner.run(prepared, origin);
    }

    /** What the model reads of a result, between {@code <tool_response>} tags. */
    public static String toolMessage(ToolResult result) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("name", result.name());
        switch (result) {
            case ToolResult.Success success -> message.set("content", Json.read(success.json()));
            case ToolResult.Failure failure ->
                message.putObject("error").put("code", failure.code().name()).put("message", failure.message());
        }
        return Json.write(message);
    }

    /**
     * What the model reads of a result that someone else's executor gave as a text. One that is a JSON object or list is
     * written as such, any other as a JSON string; one that says nothing but {@code {"error": …}} is a failure, as our own
     * are told.
     */
    public static String toolMessage(String name, String text) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("name", name);
        JsonNode content = objectOrText(text);
        JsonNode error = content.size() == 1 ? content.path("error") : MissingNode.getInstance();
        if (error.isTextual()) {
            return toolFailure(name, error.asText());
        }
        return Json.write(error.isObject() ? message.set("error", error) : message.set("content", content));
    }

    /** What the model reads of a failure that someone else's executor told in {@code message}. */
    public static String toolFailure(String name, String message) {
        return toolMessage(new ToolResult.Failure("", name, ErrorCode.TOOL_FAILED, message));
    }

    /** What someone else's executor gave: a JSON object or list as such, any other text as a JSON string. */
    public static JsonNode objectOrText(String text) {
        String start = text.stripLeading();
        if (start.startsWith("{") || start.startsWith("[")) {
            try {
                return Json.read(text);
            } catch (IllegalArgumentException e) {
                return TextNode.valueOf(text);
            }
        }
        return TextNode.valueOf(text);
    }

    private static Prepared.Refused refused(ToolCall call, ErrorCode code, String message) {
        return new Prepared.Refused(call, new ToolResult.Failure(call.id(), call.name(), code, message));
    }

    private String unknown(String name) {
        Map<String, Checked> all = tools();
        return all.isEmpty()
                ? "There is no tool '%s', and no other".formatted(name)
                : "There is no tool '%s'; the tools are %s".formatted(name, String.join(", ", all.keySet()));
    }
}
