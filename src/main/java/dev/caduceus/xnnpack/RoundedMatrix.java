package dev.caduceus.xnnpack;

import dev.caduceus.kernel.Crew;
import dev.caduceus.kernel.Product;
import dev.caduceus.kernel.Table;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** A matrix whose weights are rounded, and what it is multiplied with, too: each row to bytes, with a step of its own. */
public final class RoundedMatrix implements Product, AutoCloseable {
    private final Workspace workspace;
    private final List<Operator> pieces;
    private final int[] begins;
    private final int outputs;

    /**
     * @param workspace of the model, whose products are computed one after the other
     * @param pieces outputs after outputs, of as many inputs and bits each
     */
    public RoundedMatrix(Workspace workspace, List<Operator> pieces) {
        this.workspace = workspace;
        this.pieces = List.copyOf(pieces);
        this.begins = new int[pieces.size()];
        int begin = 0;
        for (int i = 0; i < begins.length; i++) {
            begins[i] = begin;
            begin += pieces.get(i).shape().outputs();
        }
        this.outputs = begin;
    }

    @Override
    public int outputs() {
        return outputs;
    }

    @Override
    public void multiply(Table x, Table y, Crew crew) {
        workspace.round(x, pieces.getFirst().unsigned(), outputs, crew);
        crew.run(pieces.size(), i -> {
            Operator piece = pieces.get(i);
            int count = piece.shape().outputs();
            long bytes = (long) count * Float.BYTES;
            MemorySegment output =
                    workspace.outputs().asSlice((long) begins[i] * x.rows() * Float.BYTES, bytes * x.rows());
            piece.multiply(workspace, output);
            for (int row = 0; row < x.rows(); row++) {
                int at = y.at() + row * y.stride() + begins[i];
                MemorySegment.copy(output, ValueLayout.JAVA_FLOAT, row * bytes, y.numbers(), at, count);
            }
        });
    }

    @Override
    public void close() {
        pieces.forEach(Operator::close);
    }
}
