package dev.caduceus.engine;

import dev.caduceus.chat.Seed;
import java.util.SplittableRandom;

/**
 * A sequence's random numbers, one for each place in its reply: whatever was drafted, forced or computed again around a
 * place, its number stays the same.
 */
record Dice(long seed) {
    /** {@link SplittableRandom} steps its state by this; so number {@code i} here is its draw {@code i}. */
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    static Dice of(Seed seed) {
        return switch (seed) {
            case Seed.Random() -> new Dice(new SplittableRandom().nextLong());
            case Seed.Fixed(long value) -> new Dice(value);
        };
    }

    /** @param place of the token in the reply, from 0 @return uniform in [0, 1) */
    double at(int place) {
        return new SplittableRandom(seed + place * GOLDEN_GAMMA).nextDouble();
    }
}
