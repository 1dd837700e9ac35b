package dev.caduceus.conversation;

/**
 * How far replies are held to their request by masks over the vocabulary. Free text is never touched.
 *
 * @param enabled calls can only be calls of the offered tools with arguments of their schemas, and JSON that was asked
 *     for is that JSON
 * @param forcedTokens what the grammar leaves no choice about is written without asking the model
 * @param grounding arguments that are declared grounded can only be spans of what was said
 * @param groundIds those that identify something by their name are declared so
 */
public record GrammarSettings(boolean enabled, boolean forcedTokens, boolean grounding, boolean groundIds) {
    public static final GrammarSettings ON = new GrammarSettings(true, true, true, false);

    /** The prompt alone says what a reply should be. */
    public static final GrammarSettings OFF = new GrammarSettings(false, false, false, false);

    public GrammarSettings withForcedTokens(boolean value) {
        return new GrammarSettings(enabled, value, grounding, groundIds);
    }

    public GrammarSettings withGrounding(boolean value) {
        return new GrammarSettings(enabled, forcedTokens, value, groundIds);
    }

    public GrammarSettings withGroundIds(boolean value) {
        return new GrammarSettings(enabled, forcedTokens, grounding, value);
    }
}
