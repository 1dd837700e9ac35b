package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/**
 * A limit of a range.
 *
 * @param exists false where there is none
 * @param strict whether the limit itself is outside
 */
record NumberBound(boolean exists, BigDecimal value, boolean strict) {
    static final NumberBound NONE = new NumberBound(false, BigDecimal.ZERO, false);

    /** @param side 1 where the greater of two limits counts, -1 where the smaller does */
    static NumberBound of(ObjectNode schema, String inclusive, String exclusive, int side) {
        JsonNode weak = schema.path(inclusive);
        JsonNode strict = schema.path(exclusive);
        if (!strict.isNumber()) {
            return weak.isNumber() ? new NumberBound(true, weak.decimalValue(), false) : NONE;
        }
        if (weak.isNumber() && weak.decimalValue().compareTo(strict.decimalValue()) * side > 0) {
            return new NumberBound(true, weak.decimalValue(), false);
        }
        return new NumberBound(true, strict.decimalValue(), true);
    }

    /** The limit of the magnitudes of negative numbers. */
    NumberBound negated() {
        return new NumberBound(exists, value.negate(), strict);
    }

    /** Whether a magnitude is surely on the right side of this as a lower limit. */
    boolean belowAll() {
        return !exists || value.signum() < 0 || (value.signum() == 0 && !strict);
    }

    /** Digits before the point, without leading zeros. */
    String whole() {
        String digits = value.abs().toBigInteger().toString();
        return digits.equals("0") ? "" : digits;
    }

    /** Digits behind the point, without trailing zeros. */
    String fraction() {
        String plain = value.abs().stripTrailingZeros().toPlainString();
        int point = plain.indexOf('.');
        return point < 0 ? "" : plain.substring(point + 1);
    }
}
