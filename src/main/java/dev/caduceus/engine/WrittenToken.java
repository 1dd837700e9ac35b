package dev.caduceus.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * How one token came to be written.
 *
 * @param likely what the model itself thought of it, before any mask, penalty or temperature: the token first, then the
 *     most probable others; empty where it was forced, for nobody asked the model
 */
public record WrittenToken(int id, Origin origin, List<Likely> likely) {
    public WrittenToken {
        likely = List.copyOf(likely);
    }

    /** How it got into the reply. */
    public enum Origin {
        DRAWN,
        /** It had to follow. */
        FORCED,
        /** Drawn, and already read by the pass before it was. */
        DRAFT
    }

    /** @param probability 0 to 1 */
    public record Likely(int id, double probability) {}

    static WrittenToken forced(int id) {
        return new WrittenToken(id, Origin.FORCED, List.of());
    }

    /**
     * @param logits finite, shape [samplable ids]
     * @param others told beside it, at most
     */
    static WrittenToken of(int id, Origin origin, float[] logits, int others) {
        var top = new Top();
        int found = top.select(logits, others + 1);
        double max = logits[top.id(0)];
        double total = 0;
        for (float logit : logits) {
            total += Math.exp(logit - max);
        }
        var likely = new ArrayList<Likely>();
        likely.add(new Likely(id, Math.exp(logits[id] - max) / total));
        for (int rank = 0; rank < found && likely.size() <= others; rank++) {
            if (top.id(rank) != id) {
                likely.add(new Likely(top.id(rank), Math.exp(logits[top.id(rank)] - max) / total));
            }
        }
        return new WrittenToken(id, origin, likely);
    }
}
