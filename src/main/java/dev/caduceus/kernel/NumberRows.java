package dev.caduceus.kernel;

/**
 * Rows of numbers that lie in memory one behind the other: a weight matrix [outputs, inputs], or one head's keys or values
 * [positions, head size]. Methods may run on several threads at once where they write to different places.
 */
public sealed interface NumberRows permits FloatRows, Int8Rows {
    int rows();

    /** Numbers a row. */
    int columns();

    /** Each row of {@code x} [any, columns] in the order in which {@link #dots} reads it. */
    void arrange(Table x, Table arranged);

    /**
     * The products of rows {@code from} to {@code to} with each row of {@code x}, which is arranged and lies one behind the
     * other: that of row i with the j-th becomes number i of row j of {@code y}. A product's sum is added up in the same order
     * whatever else is computed, so it is to the bit the same.
     */
    void dots(Table x, Table y, int from, int to);
}
