package dev.caduceus.model;

import dev.caduceus.model.CausalLm.Span;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which rows each slot holds. Rows that were never written are whatever the memory held before: a sequence that would
 * read them is refused, which turns a mistake in a schedule into an exception instead of into wrong words.
 */
final class SlotRows {
    private final int contextLength;
    private final int[] held;
    private final int[][] ids;

    /** @param ids slot by slot, those whose rows are there */
    SlotRows(int[][] ids, int contextLength) {
        this.contextLength = contextLength;
        this.ids = ids.clone();
        this.held = new int[ids.length];
        Arrays.setAll(held, slot -> ids[slot].length);
    }

    /** Nothing in any slot. */
    static int[][] none(int slots) {
        return new int[slots][0];
    }

    /** The ids whose rows a slot holds. */
    int[] ids(int slot) {
        return Arrays.copyOf(ids[slot], held[slot]);
    }

    int[][] ids() {
        return IntStream.range(0, held.length).mapToObj(this::ids).toArray(int[][]::new);
    }

    /** Checks a pass before it runs; see {@link #written}. */
    void check(List<Span> spans, int vocabularySize) {
        require(!spans.isEmpty(), "a pass needs at least one sequence");
        Set<Integer> seen = new HashSet<>();
        for (Span span : spans) {
            int slot = span.slot();
            int count = span.ids().length;
            require(slot >= 0 && slot < held.length, "slot %s is not one of %s", slot, held.length);
            require(seen.add(slot), "slot %s occurs twice in one pass", slot);
            require(count > 0, "slot %s was given no ids", slot);
            require(
                    span.scored() >= 1 && span.scored() <= count,
                    "slot %s was given %s ids, and can't be scored after %s",
                    slot,
                    count,
                    span.scored());
            require(
                    span.start() >= 0 && span.start() <= held[slot],
                    "slot %s holds %s rows, so position %s can't follow",
                    slot,
                    held[slot],
                    span.start());
            long end = (long) span.start() + count;
            require(end <= contextLength, "slot %s would hold %s rows of at most %s", slot, end, contextLength);
            for (int id : span.ids()) {
                require(id >= 0 && id < vocabularySize, "id %s is not one of %s", id, vocabularySize);
            }
        }
    }

    void written(List<Span> spans) {
        spans.forEach(this::written);
    }

    private void written(Span span) {
        int slot = span.slot();
        held[slot] = span.start() + span.ids().length;
        if (ids[slot].length < held[slot]) {
            ids[slot] = Arrays.copyOf(ids[slot], Math.min(contextLength, held[slot] * 2));
        }
        System.arraycopy(span.ids(), 0, ids[slot], span.start(), span.ids().length);
    }

    void copied(int from, int to, int length) {
        require(from >= 0 && from < held.length, "slot %s is not one of %s", from, held.length);
        require(to >= 0 && to < held.length, "slot %s is not one of %s", to, held.length);
        require(length >= 0 && length <= held[from], "slot %s holds %s rows, not %s", from, held[from], length);
        if (from != to) {
            ids[to] = Arrays.copyOf(ids[from], length);
        }
        held[to] = length;
    }

    /** A slot holds {@code rows} rows at most. */
    void shrunk(int slot, int rows) {
        require(slot >= 0 && slot < held.length, "slot %s is not one of %s", slot, held.length);
        held[slot] = Math.min(held[slot], rows);
    }

    private static void require(boolean holds, String format, Object... values) {
        if (!holds) {
            throw new IllegalArgumentException(format.formatted(values));
        }
    }
}
