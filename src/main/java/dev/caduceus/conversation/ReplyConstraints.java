package dev.caduceus.conversation;

import dev.caduceus.chat.TurnRequest;
import dev.caduceus.conversation.PromptSource.EncodedPrompt;
import dev.caduceus.engine.LogitsProcessor;

/** Requests → what the engine holds their replies to. Safe for many threads. */
@FunctionalInterface
interface ReplyConstraints {
    ReplyConstraints NONE = (request, prompt) -> LogitsProcessor.NONE;

    /**
     * A fresh one for one reply.
     *
     * @throws dev.caduceus.chat.CaduceusException {@code UNSUPPORTED} or {@code BAD_REQUEST} where no mask can hold a
     *     reply to what is asked for
     */
    LogitsProcessor of(TurnRequest request, EncodedPrompt prompt);
}
