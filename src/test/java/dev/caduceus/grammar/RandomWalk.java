package dev.caduceus.grammar;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/** A model with random weights: any allowed token is as good as another, but it likes to end. */
final class RandomWalk {
    private final Matcher matcher;
    private final Random random;
    private int written;

    RandomWalk(Matcher matcher, Random random) {
        this.matcher = matcher;
        this.random = random;
    }

    /** @return the reply, decoded, its last token left out; it has ended before {@code limit} tokens */
    String run(Vocabulary vocabulary, int limit) {
        matcher.remaining(limit);
        var bits = new long[vocabulary.words()];
        int[] reply = new int[limit];
        while (!matcher.ended()) {
            if (written == limit) {
                throw new AssertionError("not ended after " + limit + " tokens: "
                        + vocabulary.tokenizer().decode(reply));
            }
            matcher.mask(bits);
            int id = pick(BitSet.valueOf(bits), random);
            matcher.accept(id);
            reply[written++] = id;
        }
        return vocabulary.tokenizer().decode(Arrays.copyOf(reply, written - 1));
    }

    static int pick(BitSet allowed, Random random) {
        int count = allowed.cardinality();
        if (count == 0) {
            throw new AssertionError("nothing may follow");
        }
        int nth = random.nextInt(count);
        int id = allowed.nextSetBit(0);
        for (int i = 0; i < nth; i++) {
            id = allowed.nextSetBit(id + 1);
        }
        return id;
    }
}
