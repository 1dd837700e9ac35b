package dev.caduceus.kernel;

import java.util.ArrayList;
import java.util.List;

/** Matrices of as many inputs each, one behind the other along the output, read where they lie. */
public final class StackedRows implements Product {
    /** What one thread takes at a time: long enough that the memory's prefetching pays. */
    private static final int PIECE_NUMBERS = 1 << 16;

    private final List<Piece> pieces = new ArrayList<>();
    private final int outputs;
    private float[] arranged = new float[0];

    /** Outputs {@code from} to {@code to} of one matrix, which begin at {@code offset} of the product's. */
    private record Piece(NumberRows matrix, int from, int to, int offset) {}

    /** @param parts at least one */
    public StackedRows(List<NumberRows> parts) {
        int offset = 0;
        for (NumberRows part : parts) {
            int step = Math.max(1, PIECE_NUMBERS / part.columns());
            for (int from = 0; from < part.rows(); from += step) {
                pieces.add(new Piece(part, from, Math.min(part.rows(), from + step), offset));
            }
            offset += part.rows();
        }
        this.outputs = offset;
    }

    @Override
    public int outputs() {
        return outputs;
    }

    @Override
    public void multiply(Table x, Table y, Crew crew) {
        if (arranged.length < x.rows() * x.columns()) {
            arranged = new float[x.rows() * x.columns()];
        }
        Table ordered = Table.of(arranged, x.rows(), x.columns());
        pieces.getFirst().matrix.arrange(x, ordered);
        crew.run(pieces.size(), i -> {
            Piece piece = pieces.get(i);
            piece.matrix.dots(ordered, y.from(piece.offset, piece.matrix.rows()), piece.from, piece.to);
        });
    }
}
