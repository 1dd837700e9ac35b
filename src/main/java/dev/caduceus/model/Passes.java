package dev.caduceus.model;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Who computes a pass: libtorch, or Java's own kernels where it has few rows.
 *
 * @param fewRows empty where there are no such kernels, or the weights are in an order that they don't read
 * @param warm done when the JVM has compiled them
 */
record Passes(Network network, Optional<FewRows> fewRows, Future<?> warm) implements AutoCloseable {
    static Passes ofLibtorch(Network network) {
        return new Passes(network, Optional.empty(), CompletableFuture.completedFuture(null));
    }

    /** @return logits, one row an output */
    float[] forward(Pass pass) {
        return fewRows.filter(rows -> warm.state() == Future.State.SUCCESS && rows.fits(pass))
                .map(rows -> rows.forward(pass))
                .orElseGet(() -> network.forward(pass));
    }

    /** Not the network. */
    @Override
    public void close() {
        fewRows.ifPresent(FewRows::close);
    }
}
