package dev.caduceus.grammar;

import java.util.List;

/**
 * What a reply may be, for one vocabulary. It learns as it is used: keep it as long as its tools are offered. Safe for
 * many threads: whatever a vocabulary's matchers share is locked, which costs nothing while one thread steps them all.
 */
public final class Grammar {
    private final Vocabulary vocabulary;
    private final Reply reply;
    private final States states;

    private Grammar(Vocabulary vocabulary, Reply reply) {
        this.vocabulary = vocabulary;
        this.reply = reply;
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
        return new Grammar(vocabulary, Reply.of(vocabulary, spec));
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

    /**
     * What the tools' schemas say and no mask enforces, such as {@code get_weather: /properties/city: uniqueItems};
     * the check of the arguments before the call still does.
     */
    public List<String> unenforced() {
        return reply.unenforced();
    }
}
