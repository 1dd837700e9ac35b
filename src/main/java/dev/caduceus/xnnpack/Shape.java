package dev.caduceus.xnnpack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Some outputs of a matrix, [outputs, inputs]. With {@link Bits#FOUR} the inputs are a multiple of {@link Bits#BLOCK}. */
public record Shape(Bits bits, int outputs, int inputs) {
    /** Bytes of the weights as they are before they are packed. */
    public long weightBytes() {
        return (long) outputs * inputs / (bits == Bits.FOUR ? 2 : 1);
    }

    /** Bytes of their scales. */
    public long scaleBytes() {
        return bits == Bits.FOUR ? (long) outputs * inputs / Bits.BLOCK * Short.BYTES : (long) outputs * Float.BYTES;
    }

    /** Small numbers, of either type: they are looked at even where nobody multiplies with them. */
    MemorySegment anyScales(Arena arena) {
        return arena.allocate(scaleBytes()).fill((byte) 1);
    }
}
