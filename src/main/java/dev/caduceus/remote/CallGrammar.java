package dev.caduceus.remote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.Dialect;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.ReplyFormat;
import dev.caduceus.chat.ToolChoice;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.JsonSchema;

/**
 * What a reply is held to → the fields by which a llama.cpp server is told: a schema, or a grammar of calls. Where the model may
 * also write text the grammar waits for {@code <tool_call>}, which has to be one token: behind a tag of several, a token
 * that holds its end and more would break the reply off.
 */
final class CallGrammar {
    private static final String TRIGGER = "<tool_call>";
    private static final String END = "}\n</tool_call>";

    /** {@code COMMON_GRAMMAR_TRIGGER_TYPE_WORD} of llama.cpp's common.h. */
    private static final int WORD = 1;

    private static final JsonSchema ANY_OBJECT = JsonSchema.read("{\"type\": \"object\"}");

    private final ReplyFormat format;
    private final GbnfRules rules = new GbnfRules();

    private CallGrammar(ReplyFormat format) {
        this.format = format;
    }

    /** @param oneToken whether {@code <tool_call>} is a token of the model's */
    static void tell(ObjectNode body, ReplyFormat format, boolean oneToken) {
        if (format.tools().isEmpty()) {
            switch (format.output()) {
                case OutputConstraint.FreeText _ -> {}
                case OutputConstraint.JsonObject _ -> body.set("json_schema", ANY_OBJECT.source());
                case OutputConstraint.Json(var _, var schema) -> body.set("json_schema", schema.source());
            }
        } else if (format.dialect() == Dialect.HERMES) {
            new CallGrammar(format).tell(body, oneToken);
        }
    }

    private void tell(ObjectNode body, boolean oneToken) {
        boolean text = format.begun().isEmpty()
                && format.toolChoice() instanceof ToolChoice.Auto
                && format.output() instanceof OutputConstraint.FreeText;
        if (!text) {
            body.put("grammar", rules.grammar(reply()));
        } else if (oneToken) {
            body.put("grammar", rules.grammar(calls())).put("grammar_lazy", true);
            body.putArray("preserved_tokens").add(TRIGGER);
            body.putArray("grammar_triggers").addObject().put("type", WORD).put("value", TRIGGER);
        }
    }

    private String reply() {
        if (!(format.toolChoice() instanceof ToolChoice.Auto)) {
            return calls();
        }
        return switch (format.output()) {
            case OutputConstraint.FreeText _ -> calls();
            case OutputConstraint.JsonObject _ -> rules.value(ANY_OBJECT, ANY_OBJECT) + " | " + calls();
            case OutputConstraint.Json(var _, var schema) -> rules.value(schema, schema) + " | " + calls();
        };
    }

    /** What is left of the first call and, where there may be several, those behind it, each on a line of its own. */
    private String calls() {
        boolean several = format.parallelToolCalls() && !(format.toolChoice() instanceof ToolChoice.Named);
        if (!several) {
            return call(format.begun());
        }
        String call = rules.named(call(""));
        String first = format.begun().isEmpty() ? call : call(format.begun());
        return first + " (\"\\n\" " + call + ")*";
    }

    /** Any tool's call, from behind {@code begun} on. */
    private String call(String begun) {
        return GbnfRules.either(format.tools().stream()
                .filter(tool -> opening(tool).startsWith(begun))
                .map(tool -> GbnfRules.literal(opening(tool).substring(begun.length())) + " "
                        + rules.arguments(tool.parameters()) + " " + GbnfRules.literal(END))
                .toList());
    }

    private static String opening(ToolDefinition tool) {
        return TRIGGER + "\n{\"name\": \"" + tool.name() + "\", \"arguments\": ";
    }
}
