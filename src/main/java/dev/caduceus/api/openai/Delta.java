package dev.caduceus.api.openai;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.TokenLogprob;
import dev.caduceus.chat.TokenUsage;

/** One step of a reply in OpenAI's terms, in order; a streamed answer writes each, a whole one adds them up. */
sealed interface Delta {
    /** Whether none follows. */
    default boolean isLast() {
        return switch (this) {
            case Text _, Thinking _, CallBegins _, Arguments _, Written _ -> false;
            case Finished _, Failed _ -> true;
        };
    }

    record Text(String text) implements Delta {}

    record Thinking(String text) implements Delta {}

    /** @param index counts the reply's calls from 0 */
    record CallBegins(int index, String id, String name) implements Delta {}

    /** A piece of a call's arguments; joined, they are a JSON object. */
    record Arguments(int index, String text) implements Delta {}

    /** How probable a token was of which what follows is made; an added token as well. */
    record Written(TokenLogprob token) implements Delta {}

    /** @param finishReason stop, length or tool_calls; the reply's last delta */
    record Finished(String finishReason, TokenUsage usage) implements Delta {}

    /** Instead of {@link Finished}: what was heard until now is no reply. */
    record Failed(CaduceusException error) implements Delta {}
}
