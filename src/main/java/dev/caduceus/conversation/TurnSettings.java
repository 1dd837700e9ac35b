package dev.caduceus.conversation;

import static dev.caduceus.chat.CaduceusException.require;

import dev.caduceus.chat.ParserMode;
import java.time.Duration;
import java.util.Set;

/**
 * What every turn of a model has in common.
 *
 * @param stopTokens ids that end a reply, such as {@code <|im_end|>}'s; from generation_config.json and the dialect
 * @param parserMode how far a call may stray from its format
 * @param grammar how far replies are held to what was asked for
 * @param maxPendingTokens tokens that may wait for a turn's listener before its generation pauses
 * @param patience a generation that paused for so long fails with SLOW_READER
 */
public record TurnSettings(
        Set<Integer> stopTokens,
        ParserMode parserMode,
        GrammarSettings grammar,
        int maxPendingTokens,
        Duration patience) {
    /** About a screen of text. */
    public static final int DEFAULT_MAX_PENDING_TOKENS = 256;

    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

    public TurnSettings {
        stopTokens = Set.copyOf(stopTokens);
        require(maxPendingTokens >= 1, "maxPendingTokens must be at least 1 but was %s", maxPendingTokens);
    }

    /** Strict, no grammar. */
    public static TurnSettings of(Set<Integer> stopTokens) {
        return new TurnSettings(
                stopTokens, ParserMode.STRICT, GrammarSettings.OFF, DEFAULT_MAX_PENDING_TOKENS, DEFAULT_PATIENCE);
    }

    public TurnSettings withParserMode(ParserMode value) {
        return new TurnSettings(stopTokens, value, grammar, maxPendingTokens, patience);
    }

    public TurnSettings withGrammar(GrammarSettings value) {
        return new TurnSettings(stopTokens, parserMode, value, maxPendingTokens, patience);
    }

    public TurnSettings withMaxPendingTokens(int value) {
        return new TurnSettings(stopTokens, parserMode, grammar, value, patience);
    }

    public TurnSettings withPatience(Duration value) {
        return new TurnSettings(stopTokens, parserMode, grammar, maxPendingTokens, value);
    }
}
