/**
 * Turns prompts into tokens on somebody else's machine: vLLM or a llama.cpp server, asked by {@code POST
 * /v1/completions} with the prompt's ids, answering with ids as they are written. Cost: a connection and a virtual thread a
 * sequence. See {@code docs/remote.md}.
 *
 * <pre>{@code
 * try (Engine engine = RemoteEngine.start(settings, tokenizer)) {
 *     engine.submit(new GenerationRequest(ids, sampling, Set.of(imEnd)), listener);
 * }
 * }</pre>
 */
@NullMarked
package dev.caduceus.remote;

import org.jspecify.annotations.NullMarked;
