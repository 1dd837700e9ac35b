package dev.caduceus.model;

import dev.caduceus.kernel.Crew;
import dev.caduceus.model.LoadPlan.Order;
import dev.caduceus.model.NetworkMemory.CacheShape;
import dev.caduceus.model.Weights.Place;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Brings a folder's weights into a network, by a plan. */
record Loader(ModelFolder folder, LoadPlan plan, LoadOptions options, Network network) {
    int contextLength() {
        return Math.min(options.contextLength(), folder.config().maxPositions());
    }

    void load() {
        Weights weights = folder.weights();
        NetworkWeights networkWeights = folder.networkWeights();
        ModelConfig config = folder.config();
        network.shape(config, plan);
        network.allocate(options.slots(), contextLength(), config.rope().inverseFrequencies(config.headSize()));
        memory().keepSmall();
        weights.contents().forEach(network::addFile);
        if (plan.order().isXnnpack()) {
            networkWeights.loadVectors(network);
            network.addFile(RoundedWeights.of(networkWeights, plan.order()).open(weights, network));
            return;
        }
        if (plan.weights() == Dtype.I8) {
            networkWeights.load(network, Int8Weights.open(weights, networkWeights, network));
            return;
        }
        networkWeights.load(network, plan.copy());
        if (plan.order() == Order.ONEDNN) {
            List<List<Place>> products = networkWeights.products();
            network.putInOrder(product -> products.get(product).forEach(weights::letGo));
        }
        if (plan.copy()) {
            network.dropFiles();
            weights.close();
        }
    }

    /**
     * When the weights are there. A request shall be computed by the same kernels from its first token to its last, so they
     * are waited for; but not by somebody who changed a line of code.
     *
     * @param kept whether the network was loaded before
     */
    Passes passes(boolean kept) {
        if (!plan.inJava()) {
            return Passes.ofLibtorch(network);
        }
        CompletableFuture<Void> warm = WarmUp.of(plan);
        if (!kept) {
            warm.join();
        }
        if (!plan.order().isXnnpack()) {
            return passes(PlainWeights.of(memory(), folder, plan, Optional.empty()), warm, () -> {});
        }
        Weights weights = folder.weights();
        RoundedWeights.Products products = RoundedWeights.of(folder.networkWeights(), plan.order())
                .read(weights, memory().file(weights.contents().size()));
        return passes(PlainWeights.of(memory(), folder, plan, Optional.of(products.list())), warm, products::close);
    }

    private Passes passes(PlainWeights weights, CompletableFuture<Void> warm, Runnable release) {
        int threads =
                options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
        LongAttention longAttention =
                plan.order().isXnnpack() ? new LibtorchAttention(network, folder.config()) : LongAttention.NONE;
        var java = new JavaNetwork(folder.config(), contextLength(), weights, longAttention, new Crew(threads));
        return new Passes(network, Optional.of(java), plan.mostInJava(), warm, release);
    }

    NetworkMemory memory() {
        ModelConfig config = folder.config();
        long row = (long) config.headSize() * plan.computed().bytes;
        var shape = new CacheShape(config.layers(), config.kvHeads(), row * options.slots() * contextLength(), row);
        return new NetworkMemory(network, shape);
    }
}
