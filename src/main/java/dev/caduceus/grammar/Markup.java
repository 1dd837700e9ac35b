package dev.caduceus.grammar;

import dev.caduceus.chat.Dialect;
import java.util.ArrayList;
import java.util.List;

/** A dialect's tags around calls, as rules; to the byte what its prompts show and its parser reads. */
sealed interface Markup {
    static Markup of(Vocabulary vocabulary, Dialect dialect, Rule call) {
        return switch (dialect) {
            case HERMES -> new Hermes(vocabulary, call);
            case OPENHERMES -> new OpenHermes(vocabulary, call);
        };
    }

    /** The tags that lead from prose into a call. */
    List<String> triggers();

    /** The symbols of a reply that begins with a call, up to and with the first tag. */
    int[] opening();

    /** A reply that begins with a call. */
    Rule calls(boolean several);

    /** Prose in which calls may stand; {@code several} false ends it with the first. */
    Rule proseWithCalls(boolean several);

    /** A reply that is one value. */
    Rule value(Rule value);

    /** {@code <tool_call>\n…\n</tool_call>}, several of them a line apart. */
    record Hermes(Vocabulary vocabulary, Rule call) implements Markup {
        @Override
        public List<String> triggers() {
            return List.of("<tool_call>");
        }

        @Override
        public int[] opening() {
            return vocabulary.tag("<tool_call>");
        }

        @Override
        public Rule calls(boolean several) {
            Rule space = vocabulary.isMarker("<tool_call>") ? Rule.NOTHING : start(vocabulary);
            Rule first = Rule.Sequence.of(space, tag(vocabulary, "<tool_call>"), body());
            if (!several) {
                return first;
            }
            Rule next = Rule.Sequence.of(
                    space(vocabulary, "</tool_call>"),
                    Rule.Terminal.literal("\n"),
                    tag(vocabulary, "<tool_call>"),
                    body());
            return Rule.Sequence.of(first, repeated(next));
        }

        @Override
        public Rule proseWithCalls(boolean several) {
            return prose(vocabulary, triggers(), List.of(body()), several);
        }

        /** What follows the opening tag. */
        private Rule body() {
            return Rule.Sequence.of(
                    space(vocabulary, "<tool_call>"),
                    Rule.Terminal.literal("\n"),
                    call,
                    Rule.Terminal.literal("\n"),
                    tag(vocabulary, "</tool_call>"));
        }

        @Override
        public Rule value(Rule value) {
            return Rule.Sequence.of(start(vocabulary), value);
        }
    }

    /** {@code <functioncall>} inside {@code <multiplefunctions>}, as the prompt asks for; also alone. */
    record OpenHermes(Vocabulary vocabulary, Rule call) implements Markup {
        @Override
        public List<String> triggers() {
            return List.of("<multiplefunctions>", "<functioncall>");
        }

        @Override
        public int[] opening() {
            return Symbols.join(Symbols.of("\n"), vocabulary.tag("<multiplefunctions>"));
        }

        @Override
        public Rule calls(boolean several) {
            return Rule.Sequence.of(
                    start(vocabulary),
                    Rule.Terminal.literal("\n"),
                    tag(vocabulary, "<multiplefunctions>"),
                    list(several));
        }

        @Override
        public Rule proseWithCalls(boolean several) {
            return prose(vocabulary, triggers(), List.of(list(several), item()), several);
        }

        private Rule list(boolean several) {
            Rule line = Rule.Sequence.of(
                    Rule.Terminal.literal("    "),
                    tag(vocabulary, "<functioncall>"),
                    item(),
                    Rule.Terminal.literal("\n"));
            return Rule.Sequence.of(
                    space(vocabulary, "<multiplefunctions>"),
                    Rule.Terminal.literal("\n"),
                    line,
                    several ? repeated(line) : Rule.NOTHING,
                    tag(vocabulary, "</multiplefunctions>"));
        }

        private Rule item() {
            return Rule.Sequence.of(
                    space(vocabulary, "<functioncall>"),
                    Rule.Terminal.literal(" "),
                    call,
                    Rule.Terminal.literal(" "),
                    tag(vocabulary, "</functioncall>"));
        }

        /** The prompt ends without a line break, so that a reply begins with one. */
        @Override
        public Rule value(Rule value) {
            return Rule.Sequence.of(start(vocabulary), optional("\n"), value);
        }
    }

    private static Rule tag(Vocabulary vocabulary, String text) {
        return Rule.Terminal.literal(vocabulary.tag(text));
    }

    private static Rule optional(String text) {
        return Rule.Choice.of(Rule.NOTHING, Rule.Terminal.literal(text));
    }

    /** A stretch of text begins: where the tokenizer puts a space there, the model writes it. */
    private static Rule start(Vocabulary vocabulary) {
        return vocabulary.prefixesSpaces() ? optional(" ") : Rule.NOTHING;
    }

    private static Rule space(Vocabulary vocabulary, String tag) {
        return vocabulary.isMarker(tag) ? start(vocabulary) : Rule.NOTHING;
    }

    private static Rule repeated(Rule rule) {
        var self = new ArrayList<Rule>();
        Rule more = new Rule.Choice(() -> List.of(Rule.NOTHING, Rule.Sequence.of(rule, self.getFirst())));
        self.add(more);
        return more;
    }

    /** Free text up to one of the triggers, what follows that trigger, and again. */
    private static Rule prose(Vocabulary vocabulary, List<String> triggers, List<Rule> bodies, boolean several) {
        var self = new ArrayList<Rule>();
        Rule prose = new Rule.Choice(() -> {
            List<Rule> options = new ArrayList<>();
            for (int i = 0; i < triggers.size(); i++) {
                String trigger = triggers.get(i);
                List<String> others = triggers.stream()
                        .filter(other -> !other.equals(trigger))
                        .toList();
                Rule terminal = FreeText.terminal(vocabulary, List.of(trigger), others);
                options.add(Rule.Sequence.of(terminal, bodies.get(i), several ? self.getFirst() : Rule.NOTHING));
            }
            return options;
        });
        self.add(prose);
        return prose;
    }
}
