package dev.caduceus.grammar;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/** A set of characters. */
final class CodePoints {
    static final int LAST = Character.MAX_CODE_POINT;

    private final BitSet set;

    private CodePoints(BitSet set) {
        this.set = set;
    }

    static CodePoints none() {
        return new CodePoints(new BitSet());
    }

    static CodePoints of(int... codePoints) {
        var set = new BitSet();
        for (int codePoint : codePoints) {
            set.set(codePoint);
        }
        return new CodePoints(set);
    }

    static CodePoints range(int first, int last) {
        var set = new BitSet();
        set.set(first, last + 1);
        return new CodePoints(set);
    }

    static CodePoints where(IntPredicate test) {
        var set = new BitSet();
        for (int codePoint = 0; codePoint <= LAST; codePoint++) {
            if (test.test(codePoint)) {
                set.set(codePoint);
            }
        }
        return new CodePoints(set);
    }

    CodePoints and(CodePoints more) {
        var set = (BitSet) this.set.clone();
        set.or(more.set);
        return new CodePoints(set);
    }

    CodePoints others() {
        var set = (BitSet) this.set.clone();
        set.flip(0, LAST + 1);
        return new CodePoints(set);
    }

    boolean contains(int codePoint) {
        return set.get(codePoint);
    }

    /** First and last of each run, surrogates left out: UTF-8 has none. */
    List<int[]> runs() {
        var whole = (BitSet) set.clone();
        whole.clear(Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1);
        List<int[]> runs = new ArrayList<>();
        for (int first = whole.nextSetBit(0); first >= 0; ) {
            int end = whole.nextClearBit(first);
            runs.add(new int[] {first, end - 1});
            first = whole.nextSetBit(end);
        }
        return runs;
    }
}
