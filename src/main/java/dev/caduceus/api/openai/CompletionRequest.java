package dev.caduceus.api.openai;

import dev.caduceus.chat.TurnRequest;

/**
 * What a client asks for.
 *
 * @param model echoed, whatever it is
 * @param stream whether the answer comes as chunks
 * @param includeUsage whether the last chunk counts the tokens
 */
record CompletionRequest(String model, TurnRequest turn, boolean stream, boolean includeUsage) {}
