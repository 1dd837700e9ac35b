package dev.caduceus.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A model whose logits are a hash of the whole sequence: one wrong, missing or stale row in the cache and everything
 * after it comes out differently. Ids from {@link #SAMPLABLE} up have the greatest logits, as an untrained padding may.
 */
public final class HashCausalLm extends SlotRows {
    public static final int VOCABULARY = 64;
    public static final int SAMPLABLE = 60;

    /** Reading it makes a pass throw. */
    public static final int THROWS = 58;
    /** After reading it logits are not numbers. */
    public static final int NAN = 59;

    /** Passes as {@code "slot@start+length …"}, one span beside the other, and {@code "copy from>to:length"}. */
    public final List<String> calls = new ArrayList<>();

    /** Above the noise of the others, so that greedy sampling follows and a warm one mostly does. */
    private static final float REPEATED = 7;

    private final boolean repeating;

    public HashCausalLm(int contextLength, int slots) {
        this(contextLength, slots, false);
    }

    /** @param repeating most of the time it likes to write what came after the last id when that was met before */
    public HashCausalLm(int contextLength, int slots, boolean repeating) {
        super(VOCABULARY, contextLength, slots);
        this.repeating = repeating;
    }

    @Override
    public float[][] forward(List<Span> spans) {
        calls.add(spans.stream()
                .map(span -> span.slot() + "@" + span.start() + "+" + span.ids().length)
                .collect(Collectors.joining(" ")));
        return super.forward(spans);
    }

    @Override
    public void copyPrefix(int from, int to, int length) {
        calls.add("copy " + from + ">" + to + ":" + length);
        super.copyPrefix(from, to, length);
    }

    @Override
    protected float[] logits(int[] tokens) {
        if (Arrays.stream(tokens).anyMatch(id -> id == THROWS)) {
            throw new IllegalStateException("met the id that throws");
        }
        SplittableRandom random = new SplittableRandom(hash(tokens));
        float[] logits = new float[VOCABULARY];
        for (int id = 0; id < VOCABULARY; id++) {
            logits[id] = id < SAMPLABLE ? (float) (6 * random.nextDouble() - 3) : 1000;
        }
        if (repeating && random.nextInt(4) > 0) {
            repeat(tokens, logits);
        }
        if (Arrays.stream(tokens).anyMatch(id -> id == NAN)) {
            logits[3] = Float.NaN;
        }
        return logits;
    }

    private static void repeat(int[] tokens, float[] logits) {
        for (int i = tokens.length - 2; i >= 0; i--) {
            if (tokens[i] == tokens[tokens.length - 1] && tokens[i + 1] < THROWS) {
                logits[tokens[i + 1]] = REPEATED;
                return;
            }
        }
    }

    private static long hash(int[] tokens) {
        long hash = 17;
        for (int token : tokens) {
            hash = (hash ^ token) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return hash;
    }
}
