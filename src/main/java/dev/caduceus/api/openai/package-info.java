/**
 * Turns OpenAI's chat completions into turns, whole and streamed; the client runs its own tools.
 * Cost: a virtual thread a request besides the turn's own; a reader slower than its turn holds up nobody else.
 *
 * <pre>{@code
 * curl localhost:8080/v1/chat/completions -H 'Content-Type: application/json' \
 *     -d '{"model": "caduceus-mini", "messages": [{"role": "user", "content": "Hello"}]}'
 * }</pre>
 */
@NullMarked
package dev.caduceus.api.openai;

import org.jspecify.annotations.NullMarked;
