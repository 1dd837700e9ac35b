package dev.caduceus.model;

import dev.caduceus.model.Weights.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every weight of the network, found in the files by the names that Hugging Face gives them, each of the shape that
 * config.json asks for.
 *
 * @param head empty where the embedding is the head too
 */
record NetworkWeights(Place embedding, List<Layer> layers, Place lastNorm, List<Place> head) {

    /**
     * @param queryKeyValue three matrices; {@code gateUp} two
     * @param biases of queries, keys and values; empty where the architecture has none
     * @param headNorms of a query head and a key head; empty where the architecture has none
     */
    record Layer(
            Place attentionNorm,
            List<Place> queryKeyValue,
            List<Place> biases,
            List<Place> headNorms,
            Place attentionOutput,
            Place feedForwardNorm,
            List<Place> gateUp,
            Place down) {
        Stream<Place> matrices() {
            return Stream.of(queryKeyValue, List.of(attentionOutput), gateUp, List.of(down))
                    .flatMap(List::stream);
        }
    }

    /** Tensors inside layers that old files carry and that follow from config.json. */
    private static final Pattern DERIVED = Pattern.compile(".*\\.rotary_emb\\.inv_freq");

    private static final String LAYERS = "model.layers.";

    static NetworkWeights find(Weights weights, ModelConfig config) {
        Finder finder = new Finder(weights);
        int hidden = config.hiddenSize();
        int vocabulary = config.vocabularySize();
        Place embedding = finder.find("model.embed_tokens.weight", vocabulary, hidden);
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            layers.add(layer(finder, config, LAYERS + i + "."));
        }
        Place lastNorm = finder.find("model.norm.weight", hidden);
        List<Place> head = config.tiedHead() ? List.of() : List.of(finder.find("lm_head.weight", vocabulary, hidden));
        finder.refuseOthers(config.layers());
        return new NetworkWeights(embedding, List.copyOf(layers), lastNorm, head);
    }

    private static Layer layer(Finder finder, ModelConfig config, String prefix) {
        int hidden = config.hiddenSize();
        int feedForward = config.feedForwardSize();
        int queries = config.heads() * config.headSize();
        int keys = config.kvHeads() * config.headSize();
        return new Layer(
                finder.find(prefix + "input_layernorm.weight", hidden),
                List.of(
                        finder.find(prefix + "self_attn.q_proj.weight", queries, hidden),
                        finder.find(prefix + "self_attn.k_proj.weight", keys, hidden),
                        finder.find(prefix + "self_attn.v_proj.weight", keys, hidden)),
                biases(finder, config, prefix),
                headNorms(finder, config, prefix),
                finder.find(prefix + "self_attn.o_proj.weight", hidden, queries),
                finder.find(prefix + "post_attention_layernorm.weight", hidden),
                List.of(
                        finder.find(prefix + "mlp.gate_proj.weight", feedForward, hidden),
                        finder.find(prefix + "mlp.up_proj.weight", feedForward, hidden)),
                finder.find(prefix + "mlp.down_proj.weight", hidden, feedForward));
    }

    private static List<Place> biases(Finder finder, ModelConfig config, String prefix) {
        if (!config.architecture().hasQkvBiases()) {
            return List.of();
        }
        int queries = config.heads() * config.headSize();
        int keys = config.kvHeads() * config.headSize();
        return List.of(
                finder.find(prefix + "self_attn.q_proj.bias", queries),
                finder.find(prefix + "self_attn.k_proj.bias", keys),
                finder.find(prefix + "self_attn.v_proj.bias", keys));
    }

    private static List<Place> headNorms(Finder finder, ModelConfig config, String prefix) {
        return config.architecture().hasHeadNorms()
                ? List.of(
                        finder.find(prefix + "self_attn.q_norm.weight", config.headSize()),
                        finder.find(prefix + "self_attn.k_norm.weight", config.headSize()))
                : List.of();
    }

    /** Remembers what was found, so that a tensor nobody asked for can be told. */
    private record Finder(Weights weights, Set<String> found) {
        Finder(Weights weights) {
            this(weights, new HashSet<>());
        }

        Place find(String name, long... shape) {
            found.add(name);
            return weights.find(name, shape);
        }

        /** A layer's tensor that this network would ignore (a bias, a further layer) means another network. */
        void refuseOthers(int layers) {
            for (String name : weights.names()) {
                if (name.startsWith(LAYERS)
                        && !found.contains(name)
                        && !DERIVED.matcher(name).matches()) {
                    Path file = weights.fileOf(name);
                    throw BadModel.in(file, name, "no such tensor by config.json with " + layers + " layers", "it");
                }
            }
        }
    }

    /** The products' weights and the embedding: all but the norms and biases. */
    Stream<Place> matrices() {
        return Stream.concat(
                Stream.concat(Stream.of(embedding), head.stream()),
                layers.stream().flatMap(Layer::matrices));
    }

    long count() {
        return matrices().mapToLong(place -> place.tensor().count()).sum();
    }

    /** Of the layers' products alone. */
    long countInLayers() {
        return layers.stream()
                .flatMap(Layer::matrices)
                .mapToLong(place -> place.tensor().count())
                .sum();
    }

    /** What they take as {@code dtype}; beside int8 the embedding's rows are read as they are in the file. */
    long bytes(Dtype dtype) {
        SafetensorsHeader.Tensor rows = embedding.tensor();
        return count() * dtype.bytes + (dtype == Dtype.I8 ? rows.count() * rows.dtype().bytes : 0);
    }

    /**
     * Java's kernels read two numbers at a time, and no float16.
     *
     * @param copied into numbers of another type where they are float16
     */
    boolean fitKernels(boolean copied) {
        return (copied || embedding.tensor().dtype() != Dtype.F16)
                && matrices().allMatch(place -> place.tensor().shape().getLast() % 2 == 0);
    }

    boolean are(Dtype dtype) {
        return matrices().allMatch(place -> place.tensor().dtype() == dtype);
    }

    /** The matrices of each product, stacked along its output; in the network's order: four a layer, then the head. */
    List<List<Place>> products() {
        List<List<Place>> products = new ArrayList<>();
        for (Layer layer : layers) {
            products.add(layer.queryKeyValue);
            products.add(List.of(layer.attentionOutput));
            products.add(layer.gateUp);
            products.add(List.of(layer.down));
        }
        products.add(head.isEmpty() ? List.of(embedding) : head);
        return products;
    }

    /** All but the products. */
    void loadVectors(Network network) {
        network.addEmbedding(embedding, false);
        addVectors(network);
    }

    /** With the products' matrices as int8; rows of the embedding are still read where the model's file is mapped. */
    void load(Network network, Int8Weights int8) {
        loadVectors(network);
        for (int product = 0; product < int8.count(); product++) {
            network.addQuantised(int8.places(product));
        }
    }

    /** @param copy into memory of the network's own, converted where needed; otherwise used where the file is mapped */
    void load(Network network, boolean copy) {
        network.addEmbedding(embedding, copy);
        addVectors(network);
        List<List<Place>> products = products();
        boolean tied = head.isEmpty();
        products.subList(0, tied ? products.size() - 1 : products.size())
                .forEach(product -> network.addLinear(product, copy));
        if (tied) {
            network.tieHead();
        }
    }

    private void addVectors(Network network) {
        for (Layer layer : layers) {
            network.addNorm(layer.attentionNorm);
            network.addNorm(layer.feedForwardNorm);
            if (!layer.biases.isEmpty()) {
                network.addBias(layer.biases);
            }
            if (!layer.headNorms.isEmpty()) {
                network.addHeadNorms(layer.headNorms);
            }
        }
        network.addNorm(lastNorm);
    }
}
