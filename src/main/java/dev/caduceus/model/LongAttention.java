package dev.caduceus.model;

import java.lang.foreign.MemorySegment;

/** The attention of many rows of one sequence, which no longer is bound by reading the cache. */
interface LongAttention {
    /** For where no sequence has so many. */
    LongAttention NONE = new LongAttention() {
        @Override
        public void begin(Pass pass) {}

        @Override
        public float[] attend(int layer, int sequence, MemorySegment queries) {
            throw new IllegalStateException("a sequence of many rows");
        }
    };

    /** Before the layers of a pass. */
    void begin(Pass pass);

    /**
     * When the keys and values of the layer stand in the cache.
     *
     * @param sequence of the pass
     * @param queries float32 [rows of the sequence, heads, head size], turned
     * @return of the same shape
     */
    float[] attend(int layer, int sequence, MemorySegment queries);
}
