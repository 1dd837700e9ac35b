/**
 * Turns rounds into a page for whoever works on prompts, tools or the model: what was read, what was written and how
 * likely each token was. Only in dev mode.
 * Cost: a look at all logits for each token; outside dev mode none, for nothing of it is there.
 *
 * <pre>{@code
 * ./mvnw quarkus:dev
 * http://localhost:8080/dev          # the page
 * http://localhost:8080/dev/rounds   # the same as JSON
 * }</pre>
 */
@NullMarked
package dev.caduceus.api.dev;

import org.jspecify.annotations.NullMarked;
