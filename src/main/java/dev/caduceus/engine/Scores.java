package dev.caduceus.engine;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.util.Arrays;

/**
 * What a pass says of one sequence.
 *
 * @param position of the last token that was read and is the sequence's own
 * @param draft ids that were read after it, in the hope that they follow
 * @param logits after that token and after each draft id, shape [1 + draft, vocab]
 */
@SuppressWarnings("ArrayRecordComponent") // rows of 128k logits that nobody compares
record Scores(int position, int[] draft, float[][] logits) {
    /** How many of the draft's ids stand in the sequence at their places. */
    int confirmed(Sequence sequence) {
        return confirmed(draft, sequence.tokens(), position + 1, sequence.length());
    }

    /** How many ids of a guess stand in {@code tokens}, valid below {@code length}, at their places from {@code from} on. */
    static int confirmed(int[] guess, int[] tokens, int from, int length) {
        int most = Math.min(guess.length, length - from);
        int mismatch = Arrays.mismatch(guess, 0, most, tokens, from, from + most);
        return mismatch < 0 ? most : mismatch;
    }

    boolean drafted(int row, int id) {
        return row < draft.length && draft[row] == id;
    }

    /** @param samplable logits from here up may be anything, since nobody reads them */
    void requireFinite(int row, int samplable) {
        for (int id = 0; id < samplable; id++) {
            if (!Float.isFinite(logits[row][id])) {
                throw CaduceusException.of(
                        ErrorCode.INTERNAL,
                        "The model's logit of id %s is %s; its weights are broken",
                        id,
                        logits[row][id]);
            }
        }
    }
}
