package dev.caduceus.engine;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * A grammar's double: what was written so far decides, by its hash, whether a stretch of ids must follow. It masks
 * everything but the id that must come; whether it also says so beforehand is up to the test. Nothing breaks the model: what
 * is forced is told before the network reads it, and so a failure would come after other tokens.
 */
final class Rails implements LogitsProcessor {
    private static final int LONGEST = 25;

    private final Deque<Integer> due = new ArrayDeque<>();
    private final boolean announced;
    private long hash;

    /** @param announced {@link #forced} says what {@link #process} would leave */
    Rails(long seed, boolean announced) {
        hash = seed;
        this.announced = announced;
        layOn();
    }

    @Override
    public void process(float[] logits) {
        logits[HashCausalLm.THROWS] = Float.NEGATIVE_INFINITY;
        logits[HashCausalLm.NAN] = Float.NEGATIVE_INFINITY;
        if (!due.isEmpty()) {
            float kept = logits[due.getFirst()];
            Arrays.fill(logits, Float.NEGATIVE_INFINITY);
            logits[due.getFirst()] = kept;
        }
    }

    @Override
    public void accepted(int id) {
        hash = hash * 31 + id;
        if (due.isEmpty()) {
            layOn();
        } else if (due.removeFirst() != id) {
            throw new AssertionError(id + " left the rails");
        }
    }

    @Override
    public int[] forced() {
        // never more than five at a time: whoever asks has to ask again
        return announced ? due.stream().limit(5).mapToInt(Integer::intValue).toArray() : LogitsProcessor.NOTHING_FORCED;
    }

    /** Now and then what is due, and then something else. */
    @Override
    public int[] guess(int[] copied, int most) {
        SplittableRandom random = new SplittableRandom(hash + copied.length);
        return switch (random.nextInt(3)) {
            case 0 -> copied.length > most ? LogitsProcessor.NOTHING_FORCED : copied;
            case 1 -> due.stream().limit(most).mapToInt(Integer::intValue).toArray();
            default ->
                random.ints(random.nextInt(most + 1), 0, HashCausalLm.THROWS).toArray();
        };
    }

    private void layOn() {
        SplittableRandom random = new SplittableRandom(hash);
        int length = random.nextInt(4) == 0 ? random.nextInt(1, LONGEST) : 0;
        for (int i = 0; i < length; i++) {
            due.add(random.nextInt(HashCausalLm.THROWS));
        }
    }
}
