package dev.caduceus.conversation;

import dev.caduceus.engine.GenerationListener;
import dev.caduceus.prompt.Prompt;
import dev.caduceus.tokenizer.Tokenizer;

/** Stands at both ends of every round, so that what passes can be looked at. {@link #NONE} costs nothing. */
public interface RoundObserver {
    /** Called as a round begins, before anything is submitted; the ends it returns are those that are used. */
    Ends observe(RoundPrompt prompt, Ends ends);

    RoundObserver NONE = (prompt, ends) -> ends;

    /**
     * @param tokens hears from the engine, on the engine's thread
     * @param events hears of the round, on the turn's thread
     */
    record Ends(GenerationListener tokens, TurnListener events) {}

    /**
     * What the model reads in a round.
     *
     * @param ids all of it
     * @param kept how many of the ids were in memory as they were read and written in earlier rounds
     * @param added what was rendered and encoded after those
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record RoundPrompt(int[] ids, int kept, Prompt added, Tokenizer tokenizer) {}
}
