package dev.caduceus.kernel;

/** Rows that can be read and written as float32, whatever they are in memory. */
public sealed interface FloatRows extends NumberRows permits Bfloat16Rows, Float32Rows {
    void read(int row, Table into);

    void write(int row, Table from);

    /**
     * Adds up rows {@code from} to {@code to}, for each row of {@code weights} with other weights: row i counts as often as
     * number i of row j says, in row j of {@code sums}.
     */
    void weigh(Table weights, Table sums, int from, int to);
}
