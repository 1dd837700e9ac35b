package dev.caduceus.conversation;

import static dev.caduceus.chat.CaduceusException.require;

import dev.caduceus.chat.ParserMode;
import java.util.Set;

/**
 * What every turn of a model has in common.
 *
 * @param stopTokens ids that end a reply, such as {@code <|im_end|>}'s; from generation_config.json and the dialect
 * @param parserMode how far a call may stray from its format
 * @param grammar how far replies are held to what was asked for
 * @param maxPendingTokens tokens that may wait for a turn's listener; past them the turn fails with SLOW_READER
 */
public record TurnSettings(
        Set<Integer> stopTokens, ParserMode parserMode, GrammarSettings grammar, int maxPendingTokens) {
    /** A thousand tokens are about four screens of text: a reader that far behind has gone. */
    public static final int DEFAULT_MAX_PENDING_TOKENS = 1024;

    public TurnSettings {
        stopTokens = Set.copyOf(stopTokens);
        require(maxPendingTokens >= 1, "maxPendingTokens must be at least 1 but was %s", maxPendingTokens);
    }

    /** Strict, no grammar. */
    public static TurnSettings of(Set<Integer> stopTokens) {
        return new TurnSettings(stopTokens, ParserMode.STRICT, GrammarSettings.OFF, DEFAULT_MAX_PENDING_TOKENS);
    }

    public TurnSettings withParserMode(ParserMode value) {
        return new TurnSettings(stopTokens, value, grammar, maxPendingTokens);
    }

    public TurnSettings withGrammar(GrammarSettings value) {
        return new TurnSettings(stopTokens, parserMode, value, maxPendingTokens);
    }

    public TurnSettings withMaxPendingTokens(int value) {
        return new TurnSettings(stopTokens, parserMode, grammar, value);
    }
}
