package dev.caduceus.model;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Who computes a pass: libtorch, or Java where it has few enough rows.
 *
 * @param javaNetwork empty where there are no kernels for it, or the weights are in an order that they don't read
 * @param most rows of a pass that it computes
 * @param warm done when the JVM has compiled its kernels
 * @param release what it computed with
 */
record Passes(Network network, Optional<JavaNetwork> javaNetwork, int most, Future<?> warm, Runnable release)
        implements AutoCloseable {
    static Passes ofLibtorch(Network network) {
        return new Passes(network, Optional.empty(), 0, CompletableFuture.completedFuture(null), () -> {});
    }

    /** @return logits, one row an output */
    float[] forward(Pass pass) {
        return javaNetwork
                .filter(java -> computes(pass))
                .map(java -> java.forward(pass))
                .orElseGet(() -> network.forward(pass));
    }

    /** All passes where libtorch has no such weights; few rows when they are faster in Java. */
    private boolean computes(Pass pass) {
        return most == Integer.MAX_VALUE || (warm.state() == Future.State.SUCCESS && pass.ids().length <= most);
    }

    /** Not the network. */
    @Override
    public void close() {
        javaNetwork.ifPresent(JavaNetwork::close);
        release.run();
    }
}
