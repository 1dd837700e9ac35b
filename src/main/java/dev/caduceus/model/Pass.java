package dev.caduceus.model;

import dev.caduceus.model.CausalLm.Span;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What one pass of the network reads, as the network takes it.
 *
 * @param ids of all sequences, one sequence after the other
 * @param slots one a sequence
 * @param starts position of each sequence's first id
 * @param lengths ids of each sequence
 * @param outputs which of the ids the logits are asked for after, rising
 */
@SuppressWarnings("ArrayRecordComponent") // handed to the native side as they are
record Pass(long[] ids, long[] slots, long[] starts, long[] lengths, long[] outputs) {

    static Pass of(List<Span> spans) {
        return new Pass(
                spans.stream()
                        .flatMapToLong(span -> Arrays.stream(span.ids()).asLongStream())
                        .toArray(),
                spans.stream().mapToLong(Span::slot).toArray(),
                spans.stream().mapToLong(Span::start).toArray(),
                spans.stream().mapToLong(span -> span.ids().length).toArray(),
                outputs(spans));
    }

    private static long[] outputs(List<Span> spans) {
        LongStream.Builder outputs = LongStream.builder();
        long end = 0;
        for (Span span : spans) {
            end += span.ids().length;
            for (long output = end - span.scored(); output < end; output++) {
                outputs.add(output);
            }
        }
        return outputs.build().toArray();
    }
}
