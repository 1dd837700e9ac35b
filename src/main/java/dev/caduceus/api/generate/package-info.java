/**
 * Turns one prompt and a list of functions into the model's raw text, the calls in it and their typed values: the
 * notebook's {@code generate_hermes} over HTTP. Nothing is executed but the reading of records.
 * Cost: one generation, without a conversation.
 *
 * <pre>{@code
 * curl localhost:8080/generate -H 'Content-Type: application/json' \
 *     -d '{"prompt": "Recommend me a book on Crime Thriller."}'
 * }</pre>
 */
@NullMarked
package dev.caduceus.api.generate;

import org.jspecify.annotations.NullMarked;
