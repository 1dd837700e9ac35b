/**
 * Turns what a request shows into a caller, and lets in who may: keys, tokens, roles, each caller's own limits.
 * Cost: a SHA-256 and a look into a map a request; some hundred bytes for each of the callers seen last.
 *
 * <pre>{@code
 * caduceus.security.keys.web.hash=sha256:9f86d0…
 * caduceus.security.keys.web.roles=support
 * curl -H "Authorization: Bearer $KEY" https://chat.example.org/tools
 * }</pre>
 */
@NullMarked
package dev.caduceus.api.access;

import org.jspecify.annotations.NullMarked;
