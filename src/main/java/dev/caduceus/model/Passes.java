package dev.caduceus.model;

import java.util.Optional;

/**
 * Who computes a pass: libtorch, or Java's own kernels where it has few rows.
 *
 * @param fewRows empty where there are no such kernels, or the weights are in an order that they don't read
 */
record Passes(Network network, Optional<FewRows> fewRows) implements AutoCloseable {
    /** @return logits, one row an output */
    float[] forward(Pass pass) {
        return fewRows.filter(rows -> rows.fits(pass))
                .map(rows -> rows.forward(pass))
                .orElseGet(() -> network.forward(pass));
    }

    /** Not the network. */
    @Override
    public void close() {
        fewRows.ifPresent(FewRows::close);
    }
}
