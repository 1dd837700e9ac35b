package dev.caduceus.grammar;

import static dev.caduceus.chat.CaduceusException.require;

import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.ToolChoice;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole reply as a rule: free text, a value or calls, in a dialect's markup.
 *
 * @param withCalls the reply where a tool can be called
 * @param withoutCalls the reply where none can: none is offered, or a conversation grounds none of them
 * @param call any one call's object
 * @param opening the symbols that lead into a call where the reply begins with it unasked; none where it can't
 */
@SuppressWarnings("ArrayRecordComponent") // a tag; nobody compares two
record Reply(Rule withCalls, Rule withoutCalls, Rule call, int[] opening, List<String> unenforced) {
    private static final String ANY_OBJECT = "{\"type\": \"object\"}";

    static Reply of(Vocabulary vocabulary, GrammarSpec spec) {
        var unenforced = new ArrayList<String>();
        var budget = new Budget();
        List<Rule> tools = new ArrayList<>();
        for (ToolDefinition tool : offered(spec)) {
            Keywords keywords = tool.strict()
                    ? Keywords.refusing(tool.name(), budget)
                    : Keywords.reporting(tool.name(), unenforced, budget);
            Rule arguments = SchemaRules.arguments(vocabulary, tool, keywords);
            tools.add(Rule.Sequence.of(Rule.Terminal.literal(tool.name() + "\", \"arguments\": "), arguments));
        }
        Rule call = Rule.Sequence.of(
                Rule.Terminal.literal("{\"name\": \""), Rule.Choice.of(tools), Rule.Terminal.literal("}"));
        Markup markup = Markup.of(vocabulary, spec.dialect(), call);
        boolean several = spec.parallelToolCalls() && !(spec.toolChoice() instanceof ToolChoice.Named);
        Rule silent = silent(vocabulary, spec, markup, Keywords.refusing("response_format", new Budget()));
        Rule withCalls = switch (spec.toolChoice()) {
            case ToolChoice.None _ -> silent;
            case ToolChoice.Required _, ToolChoice.Named _ -> markup.calls(several);
            case ToolChoice.Auto _ ->
                spec.output() instanceof OutputConstraint.FreeText
                        ? markup.proseWithCalls(several)
                        : Rule.Choice.of(silent, markup.calls(several));
        };
        boolean auto = spec.toolChoice() instanceof ToolChoice.Auto && !tools.isEmpty();
        return new Reply(withCalls, silent, call, auto ? markup.opening() : Symbols.NONE, List.copyOf(unenforced));
    }

    private static List<ToolDefinition> offered(GrammarSpec spec) {
        if (!(spec.toolChoice() instanceof ToolChoice.Named(String name))) {
            return spec.tools();
        }
        List<ToolDefinition> named =
                spec.tools().stream().filter(tool -> tool.name().equals(name)).toList();
        require(!named.isEmpty(), "tool_choice names '%s', which is not among the offered tools", name);
        return named;
    }

    /** A reply that calls nothing. */
    private static Rule silent(Vocabulary vocabulary, GrammarSpec spec, Markup markup, Keywords keywords) {
        return switch (spec.output()) {
            case OutputConstraint.FreeText _ -> FreeText.terminal(vocabulary, List.of(), markup.triggers());
            case OutputConstraint.JsonObject _ ->
                markup.value(SchemaRules.wholeReply(vocabulary, Json.read(ANY_OBJECT), keywords));
            case OutputConstraint.Json(var _, var schema) ->
                markup.value(SchemaRules.wholeReply(vocabulary, schema.source(), keywords));
        };
    }

    /** The state before the first token. */
    State start(States states) {
        Rule reply = states.shortest().possible(call) ? withCalls : withoutCalls;
        require(
                states.shortest().possible(reply),
                "The schema allows no value at all (within %s bytes); mend its contradictions",
                Shortest.MOST_SYMBOLS);
        return states.start(reply);
    }
}
