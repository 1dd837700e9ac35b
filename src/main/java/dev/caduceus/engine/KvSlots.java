package dev.caduceus.engine;

import dev.caduceus.model.CausalLm;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Knows which tokens stand in the rows of each slot, and picks slots so that the longest prefix is found again. A free
 * slot keeps its rows until someone else needs it, least recently used first.
 *
 * <p>All slots share a budget of rows. A slot has room for some of them, in blocks, and no row is written without room: a
 * busy slot's grows at the cost of what free ones keep, and where those keep nothing any more it does not grow.
 */
final class KvSlots {
    /**
     * A conversation's next turn departs from its last one near the end (the template closes the reply its own way): up
     * to this many rows are given up rather than kept as a copy that nobody will ask for.
     */
    private static final int SEAM = 32;

    /** A copy is a native call over all layers; fewer rows than these are as quickly computed with the rest. */
    static final int WORTH_A_COPY = 16;

    /** Room comes and goes in so many rows: a few pages of memory in each layer. */
    static final int BLOCK = 16;

    private static final class Slot {
        final int index;
        int[] ids;
        int rows;
        /** Rows it may hold. */
        int room;

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
    private final long capacity;
    /** Of all slots. */
    private long room;

    private long uses;

    /** @param limits of which {@link EngineLimits#prefixCache} and {@link EngineLimits#kvRows} matter here */
    KvSlots(CausalLm lm, EngineLimits limits) {
        this.lm = lm;
        reuse = limits.prefixCache();
        capacity = limits.capacity(lm);
        slots = new Slot[lm.slots()];
        Arrays.setAll(slots, slot -> new Slot(slot, lm.rows(slot)));
        for (Slot slot : slots) {
            slot.room = roomFor(slot.rows);
            room += slot.room;
        }
        evict(room - capacity); // another life of the cache may have had more
    }

    int free() {
        return (int) Arrays.stream(slots).filter(slot -> !slot.busy).count();
    }

    /** Rows that all slots may hold together. */
    long capacity() {
        return capacity;
    }

    /** The room a slot needs to hold so many rows. */
    int roomFor(int rows) {
        return Math.min(lm.contextLength(), (rows + BLOCK - 1) / BLOCK * BLOCK);
    }

    int room(int slot) {
        return slots[slot].room;
    }

    /**
     * Makes room for {@code rows} in a busy slot, at the cost of what free slots keep: their last rows first, of the slot
     * that was used least recently.
     *
     * @return false where not even that is enough; then nothing has changed
     */
    boolean reserve(int slot, int rows) {
        int more = roomFor(rows) - slots[slot].room;
        long given = Arrays.stream(slots)
                .filter(each -> !each.busy)
                .mapToLong(each -> each.room)
                .sum();
        if (more > 0 && more > capacity - room + given) {
            return false;
        }
        grow(slots[slot], more);
        return true;
    }

    /** Rows that a slot can have room for without anyone giving up theirs. */
    int within(int slot) {
        long most = slots[slot].room + capacity - room;
        return most >= lm.contextLength() ? lm.contextLength() : (int) most / BLOCK * BLOCK;
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
     * Takes a free slot. Afterwards its {@link #rows} hold the beginning of the tokens, never all of them: the last one
     * has to be read for its logits. One has to be free, and the busy ones must leave room for {@code length} rows.
     *
     * @return the slot's index
     */
    int claim(int[] tokens, int length) {
        int useful = length - 1;
        Slot target = reuse ? target(tokens, useful) : leastRecentlyUsed();
        target.rows = reuse ? target.shared(tokens, useful) : 0;
        target.busy = true;
        target.lastUse = ++uses;
        shrink(target, roomFor(length));
        reserve(target.index, length);
        return target.index;
    }

    /**
     * Copies rows that another slot has and this one lacks, if they are worth it: other sequences may have read the same
     * prompt since.
     *
     * @param length of the tokens, for which there is room
     * @param have rows of {@code slot} that hold their beginning
     * @return rows that do afterwards
     */
    int catchUp(int slot, int[] tokens, int length, int have) {
        int useful = length - 1;
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

    /** The slot is free; its rows stay, where somebody may ask for them. */
    void release(int slot) {
        slots[slot].busy = false;
        slots[slot].lastUse = ++uses;
        shrink(slots[slot], reuse ? roomFor(slots[slot].rows) : 0);
    }

    /** No free slot's rows are to be trusted any more. */
    void forget() {
        for (Slot slot : slots) {
            if (!slot.busy) {
                shrink(slot, 0);
                slot.lastUse = 0;
            }
        }
    }

    private Slot target(int[] tokens, int useful) {
        Slot source = longest(tokens, useful);
        int best = source.shared(tokens, useful);
        Slot oldest = leastRecentlyUsed();
        for (Slot slot : slots) {
            int shared = slot.shared(tokens, useful);
            if (!slot.busy && shared == best && shared > 0 && slot.rows - shared <= SEAM) {
                return slot;
            }
        }
        if (best > 0 && !source.busy && !roomBeside(source, roomFor(useful + 1))) {
            return source; // to copy from it would first have to give it up
        }
        if (best >= WORTH_A_COPY) {
            source.lastUse = ++uses; // so that it is the last to give up rows for its copy
        }
        return oldest;
    }

    private boolean roomBeside(Slot kept, int needed) {
        long taken = Arrays.stream(slots)
                .filter(slot -> slot.busy || slot == kept)
                .mapToLong(slot -> slot.room)
                .sum();
        return taken + needed <= capacity;
    }

    private void grow(Slot slot, int more) {
        if (more > 0) {
            evict(more - (capacity - room));
            slot.room += more;
            room += more;
        }
    }

    /** Free slots give up {@code count} rows, as far as they have them. */
    private void evict(long count) {
        List<Slot> oldestFirst = Arrays.stream(slots)
                .filter(slot -> !slot.busy)
                .sorted(Comparator.comparingLong(slot -> slot.lastUse))
                .toList();
        long left = count;
        for (Slot slot : oldestFirst) {
            int before = slot.room;
            if (left > 0) {
                shrink(slot, (int) Math.max(0, before - left) / BLOCK * BLOCK);
            }
            left -= before - slot.room;
        }
    }

    private void shrink(Slot slot, int size) {
        if (size < slot.room) {
            room -= slot.room - size;
            slot.room = size;
            slot.rows = Math.min(slot.rows, size);
            lm.shrink(slot.index, size);
        }
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
