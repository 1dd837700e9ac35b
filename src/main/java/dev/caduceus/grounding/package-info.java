/**
 * Turns a conversation's untrusted texts into the only values that a grounded argument may take: spans of words, and
 * numbers, that occur in them. Cost: a sort of the word starts once a round (100 kB: tens of milliseconds, 2 MB); a step
 * of the automaton is a binary search.
 *
 * <pre>{@code
 * Grounding grounding = ConversationGrounding.of(request.tools(), request.messages());
 * Matcher matcher = grammar.matcher(grounding);          // an order's number can't be invented
 * }</pre>
 */
@NullMarked
package dev.caduceus.grounding;

import org.jspecify.annotations.NullMarked;
