package dev.caduceus.grammar;

import dev.caduceus.chat.ToolDefinition;
import java.util.Arrays;
import java.util.List;

/**
 * What a reply may be, for one vocabulary. It learns as it is used: keep it as long as its tools are offered. Safe for
 * many threads: whatever a vocabulary's matchers share is locked, which costs nothing while one thread steps them all.
 */
public final class Grammar {
    /** Tokens of a call that is learnt beforehand, at most. */
    private static final int FAR = 100;

    private final Vocabulary vocabulary;
    private final Reply reply;
    private final States states;
    private final List<String> tools;

    private Grammar(Vocabulary vocabulary, Reply reply, List<String> tools) {
        this.vocabulary = vocabulary;
        this.reply = reply;
        this.tools = tools;
        this.states = new States(vocabulary, Grounding.NONE);
    }

    /**
     * Compiles what {@code spec} asks for.
     *
     * @throws dev.caduceus.chat.CaduceusException {@code UNSUPPORTED} naming the keyword and its place where
     *     {@code response_format} asks for something that no mask can promise; {@code BAD_REQUEST} where a schema
     *     allows nothing
     */
    public static Grammar of(Vocabulary vocabulary, GrammarSpec spec) {
        List<String> tools = spec.tools().stream().map(ToolDefinition::name).toList();
        return new Grammar(vocabulary, Reply.of(vocabulary, spec), tools);
    }

    /** Before the first token of a reply. */
    public Matcher matcher() {
        synchronized (vocabulary) {
            return new Matcher(states, reply.start(states));
        }
    }

    /** The same, where {@code grounding} says what the arguments may be: nothing learnt is shared with others. */
    public Matcher matcher(Grounding grounding) {
        if (grounding == Grounding.NONE) {
            return matcher();
        }
        var own = new States(vocabulary, grounding);
        synchronized (vocabulary) {
            return new Matcher(own, reply.start(own));
        }
    }

    /** The ids with which a reply that may be text or a call begins where it is a call, up to the tool's name; else none. */
    public int[] opening() {
        return reply.opening().length == 0 ? Symbols.NONE : matcher().spelt(opened());
    }

    /** The symbols up to the first choice of a reply that calls a tool. */
    private int[] opened() {
        synchronized (vocabulary) {
            State begun = reply.start(states);
            for (int symbol : reply.opening()) {
                begun = begun == State.DEAD ? begun : states.next(begun, symbol);
            }
            return Symbols.join(reply.opening(), Forced.Run.from(states, begun).symbols());
        }
    }

    /**
     * Follows a short call of each tool, so that the first reply finds most masks and forced tokens known. Takes some
     * milliseconds a tool and gives way to other threads: for one in the background.
     */
    public void learn() {
        walk(Symbols.NONE);
        walk(opened());
        for (String tool : tools) {
            walk(Symbols.join(opened(), Symbols.of(tool)));
        }
    }

    private void walk(int[] symbols) {
        Matcher matcher = matcher();
        matcher.remaining(FAR);
        int[] next = matcher.spelt(symbols);
        for (int steps = 0; steps < FAR && !matcher.ended(); steps++) {
            for (int id : next) {
                if (!matcher.accepts(id)) {
                    return;
                }
            }
            matcher.learn(Symbols.NONE);
            int[] forced = matcher.forced();
            int[] ending = forced.length > 0 ? forced : matcher.ending();
            if (ending.length == 0) {
                return;
            }
            next = forced.length > 0 ? forced : Arrays.copyOf(ending, 1);
        }
    }

    /**
     * What the tools' schemas say and no mask enforces, such as {@code get_weather: /properties/city: uniqueItems};
     * whoever runs the call has to check it.
     */
    public List<String> unenforced() {
        return reply.unenforced();
    }
}
