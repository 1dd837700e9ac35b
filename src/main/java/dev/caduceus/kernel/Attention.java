package dev.caduceus.kernel;

/**
 * What a token takes from the tokens it sees, for the query heads that share one head of keys and values.
 *
 * @param from the first row seen
 * @param to the one behind the last
 */
public record Attention(FloatRows keys, FloatRows values, int from, int to) {
    /** Numbers of scratch that {@link #attend} needs for so many query heads. */
    public int scratch(int heads) {
        return heads * (keys.columns() + to - from);
    }

    /**
     * @param queries [heads, head size], turned
     * @param attended [heads, head size]
     */
    public void attend(Table queries, float[] scratch, Table attended) {
        int heads = queries.rows();
        int size = keys.columns();
        int seen = to - from;
        Table arranged = Table.of(scratch, heads, size);
        keys.arrange(queries, arranged);
        float scale = (float) (1 / Math.sqrt(size));
        for (int i = 0; i < heads * size; i++) {
            scratch[i] *= scale;
        }
        // Rows are counted from the cache's first one, scores from the first that is seen.
        Table scores = new Table(scratch, heads * size - from, heads, to, seen);
        keys.dots(arranged, scores, from, to);
        Elementwise.softmax(scores.from(from, seen));
        values.weigh(scores, attended, from, to);
    }
}
