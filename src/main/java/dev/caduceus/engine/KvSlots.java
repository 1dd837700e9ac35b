package dev.caduceus.engine;

import dev.caduceus.model.CausalLm;
import java.util.Arrays;

/**
 * Knows which tokens stand in the rows of each slot, and picks slots so that the longest prefix is found again. A free
 * slot keeps its rows until someone else needs it, least recently used first.
 */
final class KvSlots {
    /**
     * A conversation's next turn departs from its last one near the end (the template closes the reply its own way): up
     * to this many rows are given up rather than kept as a copy that nobody will ask for.
     */
    private static final int SEAM = 32;

    /** A copy is a native call over all layers; fewer rows than these are as quickly computed with the rest. */
    static final int WORTH_A_COPY = 16;

    private static final class Slot {
        final int index;
        int[] ids;
        int rows;
        boolean busy;
        /** 0 = never. */
        long lastUse;

        /** @param found ids whose rows are there already */
        Slot(int index, int[] found) {
            this.index = index;
            ids = found;
            rows = found.length;
        }

        int shared(int[] tokens, int length) {
            int most = Math.min(rows, length);
            int mismatch = Arrays.mismatch(ids, 0, most, tokens, 0, most);
            return mismatch < 0 ? most : mismatch;
        }
    }

    private final CausalLm lm;
    private final boolean reuse;
    private final Slot[] slots;
    private long uses;

    KvSlots(CausalLm lm, boolean reuse) {
        this.lm = lm;
        this.reuse = reuse;
        slots = new Slot[lm.slots()];
        Arrays.setAll(slots, slot -> new Slot(slot, lm.rows(slot)));
    }

    int free() {
        return (int) Arrays.stream(slots).filter(slot -> !slot.busy).count();
    }

    /** Rows of all slots that hold a token. */
    long rowsHeld() {
        return Arrays.stream(slots).mapToLong(slot -> slot.rows).sum();
    }

    /** Rows of a slot that hold what was meant to be there; a pass that failed has added none. */
    int rows(int slot) {
        return slots[slot].rows;
    }

    /**
     * Takes a free slot. Afterwards its {@link #rows} hold the beginning of the prompt, never all of it: the last token
     * has to be read for its logits. One has to be free.
     *
     * @return the slot's index
     */
    int claim(int[] prompt, int promptLength) {
        int useful = promptLength - 1;
        Slot target = reuse ? target(prompt, useful) : leastRecentlyUsed();
        target.rows = reuse ? target.shared(prompt, useful) : 0;
        target.busy = true;
        target.lastUse = ++uses;
        return target.index;
    }

    /**
     * Copies rows that another slot has and this one lacks, if they are worth it: other sequences may have read the same
     * prompt since.
     *
     * @param have rows of {@code slot} that hold the prompt's beginning
     * @return rows that do afterwards
     */
    int catchUp(int slot, int[] tokens, int promptLength, int have) {
        int useful = promptLength - 1;
        if (!reuse || useful - have < WORTH_A_COPY) {
            return have;
        }
        Slot source = longest(tokens, useful);
        int shared = source.shared(tokens, useful);
        if (shared - have < WORTH_A_COPY) {
            return have;
        }
        slots[slot].rows = 0;
        lm.copyPrefix(source.index, slot, shared);
        source.lastUse = ++uses;
        wrote(slot, 0, Arrays.copyOf(tokens, shared));
        return shared;
    }

    /** The rows from {@code start} on now hold {@code ids}, and no others stand behind them. */
    void wrote(int slot, int start, int[] ids) {
        Slot written = slots[slot];
        int end = start + ids.length;
        if (written.ids.length < end) {
            written.ids = Arrays.copyOf(written.ids, Math.max(end, written.ids.length * 2));
        }
        System.arraycopy(ids, 0, written.ids, start, ids.length);
        written.rows = end;
    }

    /** The slot is free; its rows stay. */
    void release(int slot) {
        slots[slot].busy = false;
        slots[slot].lastUse = ++uses;
    }

    /** No free slot's rows are to be trusted any more. */
    void forget() {
        for (Slot slot : slots) {
            if (!slot.busy) {
                slot.rows = 0;
                slot.lastUse = 0;
            }
        }
    }

    private Slot target(int[] prompt, int useful) {
        int best = longest(prompt, useful).shared(prompt, useful);
        Slot oldest = leastRecentlyUsed();
        for (Slot slot : slots) {
            int shared = slot.shared(prompt, useful);
            if (!slot.busy && shared == best && shared > 0 && slot.rows - shared <= SEAM) {
                return slot;
            }
        }
        return oldest;
    }

    private Slot longest(int[] tokens, int useful) {
        Slot best = slots[0];
        for (Slot slot : slots) {
            if (slot.shared(tokens, useful) > best.shared(tokens, useful)) {
                best = slot;
            }
        }
        return best;
    }

    private Slot leastRecentlyUsed() {
        Slot oldest = slots[0];
        for (Slot slot : slots) {
            if (!slot.busy && (oldest.busy || slot.lastUse < oldest.lastUse)) {
                oldest = slot;
            }
        }
        return oldest;
    }
}
