package dev.caduceus.model;

import static java.util.Objects.requireNonNull;

import dev.caduceus.model.NetworkMemory.CacheShape;
import dev.caduceus.model.Weights.Place;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A Llama, Mistral, Qwen2 or Qwen3 from a Hugging Face folder, on libtorch. */
public final class LlamaModel implements CausalLm {
    private final String name;
    private final ModelConfig config;
    private final GenerationConfig generationConfig;
    private final LoadPlan plan;
    private final Kept loaded;
    private final Network network;
    private final SlotRows rows;
    private final int contextLength;
    private final int slots;
    private final Shelf shelf;
    private final boolean kept;
    private final long weightBytes;
    private @Nullable Passes passes;
    private boolean closed;

    private LlamaModel(Checked checked, LoadPlan plan, Kept loaded, LoadOptions options, Shelf shelf, boolean kept) {
        this.name = checked.name;
        this.config = checked.config;
        this.generationConfig = checked.generationConfig;
        this.plan = plan;
        this.loaded = loaded;
        this.network = loaded.network();
        this.contextLength = Math.min(options.contextLength(), config.maxPositions());
        this.slots = options.slots();
        this.rows = new SlotRows(loaded.rows(), contextLength);
        this.shelf = shelf;
        this.kept = kept;
        this.weightBytes = checked.networkWeights.bytes(plan.weights());
    }

    /**
     * Checks the folder's files against each other, then loads the network.
     *
     * @param folder with config.json, generation_config.json (optional) and model*.safetensors
     * @throws dev.caduceus.chat.CaduceusException {@code BAD_MODEL} with file, what, expected and found;
     *     {@code UNKNOWN_ARCHITECTURE} with those that are known
     */
    public static LlamaModel open(Path folder, LoadOptions options) {
        return open(folder, options, Shelf.NONE);
    }

    /** The same, with what lies on {@code shelf} where it is of the same folder; there it goes when it is closed. */
    public static LlamaModel open(Path folder, LoadOptions options, Shelf shelf) {
        return open(folder, options, shelf, LoadPlan::of);
    }

    /**
     * Looks at a folder whose weights are still to come: throws what {@link #open} would throw at its config.json or
     * generation_config.json.
     */
    public static void check(Path folder) {
        GenerationConfig.read(folder, ModelConfig.read(folder).vocabularySize());
    }

    static LlamaModel open(
            Path folder, LoadOptions options, Shelf shelf, BiFunction<NetworkWeights, Precision, LoadPlan> planning) {
        Checked checked = Checked.read(folder);
        try {
            LoadPlan plan = planning.apply(checked.networkWeights, options.precision());
            String of = Kept.describe(folder, options, List.of(plan, checked.config));
            Optional<Kept> kept = Kept.take(shelf, of);
            if (kept.isPresent()) {
                checked.weights.close();
                return new LlamaModel(checked, plan, kept.get(), options, shelf, true).ready(checked, options);
            }
            if (plan.fewInJava()) {
                OpenMp.waitShortly();
                var _ = WarmUp.of(plan);
            }
            Network network = Network.compile(options.threads());
            try {
                var loaded = new Kept(of, network, checked.weights.arena(), SlotRows.none(options.slots()));
                LlamaModel model = new LlamaModel(checked, plan, loaded, options, shelf, false);
                model.load(checked);
                return model.ready(checked, options);
            } catch (RuntimeException e) {
                network.close();
                throw e;
            }
        } catch (RuntimeException e) {
            checked.weights.close();
            throw e;
        }
    }

    /** A folder whose files agree with each other; its weights are open. */
    private record Checked(
            String name,
            ModelConfig config,
            GenerationConfig generationConfig,
            Weights weights,
            NetworkWeights networkWeights) {

        static Checked read(Path folder) {
            ModelConfig config = ModelConfig.read(folder);
            GenerationConfig generationConfig = GenerationConfig.read(folder, config.vocabularySize());
            Weights weights = Weights.open(folder);
            try {
                return new Checked(
                        nameOf(folder), config, generationConfig, weights, NetworkWeights.find(weights, config));
            } catch (RuntimeException e) {
                weights.close();
                throw e;
            }
        }
    }

    /** The folder's name; in Hugging Face's cache (models--owner--name/snapshots/commit) the repository's. */
    private static String nameOf(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        for (Path part : path) {
            if (part.toString().startsWith("models--")) {
                return part.toString().substring("models--".length()).replace("--", "/");
            }
        }
        return String.valueOf(path.getFileName());
    }

    private void load(Checked checked) {
        Weights weights = checked.weights;
        network.shape(config, plan);
        network.allocate(slots, contextLength, config.rope().inverseFrequencies(config.headSize()));
        memory().keepSmall();
        weights.contents().forEach(network::addFile);
        if (plan.weights() == Dtype.I8) {
            Int8Weights int8 = Int8Weights.open(weights, checked.networkWeights, network);
            checked.networkWeights.load(network, int8);
            if (plan.packed()) {
                network.pack(plan.steps(), int8::letGo);
            }
            return;
        }
        checked.networkWeights.load(network, plan.copy());
        if (plan.packed()) {
            List<List<Place>> products = checked.networkWeights.products();
            network.pack(plan.steps(), product -> products.get(product).forEach(weights::letGo));
        }
        if (plan.copy()) {
            network.dropFiles();
            weights.close();
        }
    }

    /** How clients call the model: the folder's name. */
    public String name() {
        return name;
    }

    public ModelConfig config() {
        return config;
    }

    public GenerationConfig generationConfig() {
        return generationConfig;
    }

    /** What the weights are in memory; never {@link Precision#AUTO}. */
    public Precision precision() {
        return switch (plan.weights()) {
            case F32 -> Precision.FLOAT32;
            case I8 -> plan.packed() ? Precision.W8A8 : Precision.INT8;
            default -> Precision.BFLOAT16;
        };
    }

    /** Bytes of a row of the KV cache: keys and values of all layers. */
    public long rowBytes() {
        return 2L * config.layers() * config.kvHeads() * config.headSize() * plan.computed().bytes;
    }

    /** Bytes of the weights in memory, mapped ones included. */
    public long weightBytes() {
        return weightBytes;
    }

    /** Whether its network was loaded before and only taken over. */
    public boolean kept() {
        return kept;
    }

    /** Tensors that Java still holds: none between passes. */
    int openTensors() {
        return network.openTensors();
    }

    @Override
    public int vocabularySize() {
        return config.vocabularySize();
    }

    @Override
    public int contextLength() {
        return contextLength;
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public float[][] forward(List<Span> spans) {
        requireOpen();
        rows.check(spans, config.vocabularySize());
        float[] logits = requireNonNull(passes).forward(Pass.of(spans));
        rows.written(spans);
        return split(logits);
    }

    @Override
    public void copyPrefix(int from, int to, int length) {
        requireOpen();
        rows.copied(from, to, length);
        if (from != to) {
            network.copyPrefix(from, to, length);
        }
    }

    @Override
    public void shrink(int slot, int count) {
        requireOpen();
        rows.shrunk(slot, count);
        memory().giveBack((long) slot * contextLength + count, contextLength - (long) count);
    }

    /** When the weights are there. */
    private LlamaModel ready(Checked checked, LoadOptions options) {
        passes = plan.fewInJava() ? withFewRows(checked, options) : Passes.ofLibtorch(network);
        return this;
    }

    /**
     * A request shall be computed by the same kernels from its first token to its last, so they are waited for; but not by
     * somebody who changed a line of code.
     */
    private Passes withFewRows(Checked checked, LoadOptions options) {
        PlainWeights weights = PlainWeights.of(memory(), config, plan, plan.embedding(checked.networkWeights));
        CompletableFuture<Void> warm = WarmUp.of(plan);
        if (!kept) {
            warm.join();
        }
        var fewRows = new FewRows(config, contextLength, weights, FewRows.most(plan.weights()), options.threads());
        return new Passes(network, Optional.of(fewRows), warm);
    }

    private NetworkMemory memory() {
        long row = (long) config.headSize() * plan.computed().bytes;
        return new NetworkMemory(
                network, new CacheShape(config.layers(), config.kvHeads(), row * slots * contextLength, row));
    }

    @Override
    public int[] rows(int slot) {
        return rows.ids(slot);
    }

    private float[][] split(float[] logits) {
        int columns = config.vocabularySize();
        float[][] split = new float[logits.length / columns][];
        for (int i = 0; i < split.length; i++) {
            split[i] = split.length == 1 ? logits : Arrays.copyOfRange(logits, i * columns, (i + 1) * columns);
        }
        return split;
    }

    private void requireOpen() {
        // The native side would read freed memory.
        if (closed) {
            throw new IllegalStateException("the model " + name + " is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            requireNonNull(passes).close();
            new Kept(loaded.of(), network, loaded.files(), rows.ids()).putOrClose(shelf);
        }
    }
}
