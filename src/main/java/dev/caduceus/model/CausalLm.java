package dev.caduceus.model;

import java.util.List;

/**
 * A causal language model with its KV cache. The cache has {@link #slots()} slots of {@link #contextLength()} rows; row
 * {@code p} of a slot holds the keys and values of the token at position {@code p} of the sequence in it. Writing a row
 * makes the rows after it void; a row can be written when those before it are there. One thread at a time.
 */
public interface CausalLm extends AutoCloseable {
    /** Columns of the logits. Embeddings may be padded past the tokenizer's vocabulary; those ids are never sampled. */
    int vocabularySize();

    /** Positions a slot can hold. */
    int contextLength();

    /** Sequences that fit into the cache at a time. */
    int slots();

    /**
     * Reads the ids of several sequences in one pass: a chunk of one's prompt beside the next ids of others costs little
     * more than either, because the weights are read once.
     *
     * @param spans distinct slots
     * @return the logits after the last {@link Span#scored} ids of each span, span after span, shape [scored, vocab]
     */
    float[][] forward(List<Span> spans);

    /**
     * Reads {@code ids} at the positions from {@code start} on, attending to the slot's rows before {@code start}.
     *
     * @param ids at least one; {@code start + ids.length <= contextLength()}
     * @return the logits after the last id, shape [vocab]
     */
    default float[] prefill(int slot, int start, int[] ids) {
        return forward(List.of(new Span(slot, start, ids)))[0];
    }

    /**
     * Reads one id for each row, all in one pass.
     *
     * @param rows distinct slots
     * @return logits, shape [rows, vocab]
     */
    default float[][] decode(List<DecodeRow> rows) {
        return forward(rows.stream()
                .map(row -> new Span(row.slot(), row.position(), new int[] {row.id()}))
                .toList());
    }

    /** Like {@link #prefill}, but with the logits after every id, shape [ids, vocab]. */
    default float[][] score(int slot, int start, int[] ids) {
        return forward(List.of(new Span(slot, start, ids, ids.length)));
    }

    /** Copies the first {@code length} rows of slot {@code from} to slot {@code to}, which then holds no others. */
    void copyPrefix(int from, int to, int length);

    /** The rows of {@code slot} from {@code rows} on are void, and their memory may go back where it came from. */
    default void shrink(int slot, int rows) {}

    /** @param position of {@code id}, which is the number of rows the slot holds before it */
    record DecodeRow(int slot, int position, int id) {}

    /** The ids whose rows {@code slot} holds already, from another life of the cache; none where nobody remembers. */
    default int[] rows(int slot) {
        return new int[0];
    }

    /**
     * @param start position of the first id
     * @param scored the logits after so many of the ids are asked for, those of the last ones; at least 1
     */
    @SuppressWarnings("ArrayRecordComponent") // ids by the thousand, made and used once: nobody compares spans
    record Span(int slot, int start, int[] ids, int scored) {
        /** With the logits after the last id only. */
        public Span(int slot, int start, int[] ids) {
            this(slot, start, ids, 1);
        }
    }

    @Override
    void close();
}
