package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.CaduceusException;
import java.math.BigDecimal;
import java.util.function.Supplier;

/** The limits of one schema, as far as they can be held: one that takes too much is left open, or refused. */
record Limits(ObjectNode schema, String pointer, Keywords keywords) {
    /** Characters that a string may be obliged to have; each is a place of its own in it. */
    static final int MOST_LENGTH = 1_000;

    /** Elements or properties that a value may be obliged to have. */
    static final int MOST_ELEMENTS = 256;

    /** No reply reaches it: upper limits from here up are none. */
    private static final int UNREACHED = 1_000_000;

    /** A lower limit; 0, and the keyword open, where it is above {@code most}. */
    int least(String keyword, int most) {
        int least = count(keyword, 0);
        if (least > most) {
            keywords.open(keyword, pointer, "more than " + most + " are too many to be counted on");
            return 0;
        }
        return least;
    }

    /** An upper limit; {@link Integer#MAX_VALUE} for none. */
    int most(String keyword) {
        int most = count(keyword, Integer.MAX_VALUE);
        return most < UNREACHED ? most : Integer.MAX_VALUE;
    }

    /** Counts may be written as {@code 2.0}. */
    private int count(String keyword, int otherwise) {
        JsonNode count = schema.path(keyword);
        if (!count.isNumber()) {
            return otherwise;
        }
        return count.decimalValue()
                .min(BigDecimal.valueOf(Integer.MAX_VALUE))
                .max(BigDecimal.valueOf(-1))
                .intValue();
    }

    /** What {@code limit} leaves of {@code language}; all of it, and the keyword open, where that takes too much. */
    ByteAutomaton narrowed(ByteAutomaton language, String keyword, Supplier<ByteAutomaton> limit) {
        try {
            ByteAutomaton narrow = limit.get();
            ByteAutomaton whole = narrow instanceof Explored ? narrow : Explored.of(narrow, keywords.budget());
            return language == JsonString.ANY ? whole : Explored.of(language.and(whole), keywords.budget());
        } catch (CaduceusException beyondAutomata) {
            keywords.open(keyword, pointer, String.valueOf(beyondAutomata.getMessage()));
        } catch (Budget.Spent spent) {
            keywords.open(keyword, pointer, spent.reason());
        }
        return language;
    }
}
