/**
 * Turns a request's tools, or its schema, into the set of tokens that may come next, at every step of a reply.
 * Cost: a vocabulary's trie once a model; a grammar once a tool set; a mask is a copy of a cached one, or a walk through
 * the few tokens that leave what is being written. See {@code docs/grammar.md}.
 *
 * <pre>{@code
 * Vocabulary vocabulary = Vocabulary.of(tokenizer, stopIds);
 * Matcher matcher = Grammar.of(vocabulary, GrammarSpec.of(request)).matcher();
 * matcher.mask(bits);                            // which ids may come next
 * matcher.accept(id);                            // this one came
 * }</pre>
 */
@NullMarked
package dev.caduceus.grammar;

import org.jspecify.annotations.NullMarked;
