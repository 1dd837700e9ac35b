package dev.caduceus.grammar;

/**
 * What may follow a state.
 *
 * @param tokens ids that may come next, those that end the reply included
 * @param all whether that is every id
 */
record Mask(TokenSet tokens, boolean all) {
    static final Mask NOTHING = new Mask(new TokenSet.Few(new int[0]), false);
}
