package dev.caduceus.kernel;

/** A matrix [outputs, inputs] that rows are multiplied with. */
public interface Product {
    int outputs();

    /**
     * The product of each row of {@code x} [rows, inputs], into the same row of {@code y} [rows, outputs]; to the bit the same
     * whatever rows stand beside it. One thread at a time.
     *
     * @param crew who shares the work
     */
    void multiply(Table x, Table y, Crew crew);
}
