package dev.caduceus.kernel;

/**
 * Numbers [rows, columns] within an array: row i begins at {@code at + i * stride}.
 *
 * @param stride from one row's begin to the next one's
 */
@SuppressWarnings("ArrayRecordComponent") // a view of the array
public record Table(float[] numbers, int at, int rows, int columns, int stride) {
    /** Of an array that holds nothing else. */
    public static Table of(float[] numbers, int rows, int columns) {
        return new Table(numbers, 0, rows, columns, columns);
    }

    /** One row. */
    public Table row(int row) {
        return new Table(numbers, at + row * stride, 1, columns, stride);
    }

    /** So many rows. */
    public Table first(int count) {
        return new Table(numbers, at, count, columns, stride);
    }

    /** Four rows from {@code row} on. */
    Table four(int row) {
        return new Table(numbers, at + row * stride, 4, columns, stride);
    }

    /** The same rows, from one of their columns on. */
    public Table from(int column, int count) {
        return new Table(numbers, at + column, rows, count, stride);
    }

    /** Each row into the same row of another table. */
    void copyTo(Table other) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(numbers, at + row * stride, other.numbers, other.at + row * other.stride, columns);
        }
    }

    /** One row, as several that lie one behind the other. */
    public Table split(int parts) {
        return new Table(numbers, at, parts, columns / parts, columns / parts);
    }
}
