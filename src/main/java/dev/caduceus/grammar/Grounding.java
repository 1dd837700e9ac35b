package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Where a call's arguments may be taken from: for a string or number inside a tool's arguments, the language of its
 * value in this conversation. One with an empty language makes its parameter unreachable, and the tool with it where
 * the parameter is required. Must answer the same for the same place as long as its matchers live.
 */
@FunctionalInterface
public interface Grounding {
    /** Every value that the schema allows. */
    Grounding NONE = (place, free) -> free;

    /**
     * A scalar in a tool's arguments.
     *
     * @param tool its name
     * @param pointer JSON pointer into the arguments, such as {@code /order_id}; an array's elements are {@code /-},
     *     values of undeclared properties {@code /*}
     * @param schema the schema that stands there
     */
    record Place(String tool, String pointer, JsonNode schema) {}

    /**
     * @param free how the value may be spelt by its schema alone, from its first byte to its last, quotes included
     * @return {@code free} itself where the place is not grounded; else the language that takes its place: use
     *     {@link ByteAutomaton#and} to keep the schema's limits
     */
    ByteAutomaton language(Place place, ByteAutomaton free);
}
