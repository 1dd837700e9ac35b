package dev.caduceus.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** A Llama, Mistral, Qwen2 or Qwen3 from a Hugging Face folder, on libtorch. */
public final class LlamaModel implements CausalLm {
    private final ModelFolder folder;
    private final LoadPlan plan;
    private final Kept loaded;
    private final Network network;
    private final NetworkMemory memory;
    private final Passes passes;
    private final SlotRows rows;
    private final int contextLength;
    private final int slots;
    private final Shelf shelf;
    private final boolean kept;
    private boolean closed;

    private LlamaModel(Loader loader, Kept loaded, Shelf shelf, boolean kept) {
        this.folder = loader.folder();
        this.plan = loader.plan();
        this.loaded = loaded;
        this.network = loaded.network();
        this.memory = loader.memory();
        this.passes = loader.passes(kept);
        this.contextLength = loader.contextLength();
        this.slots = loader.options().slots();
        this.rows = new SlotRows(loaded.rows(), contextLength);
        this.shelf = shelf;
        this.kept = kept;
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
        ModelFolder model = ModelFolder.read(folder);
        try {
            LoadPlan plan = planning.apply(model.networkWeights(), options.precision());
            String of = Kept.describe(folder, options, List.of(plan, model.config()));
            Optional<Kept> kept = Kept.take(shelf, of);
            if (kept.isPresent()) {
                var loader = new Loader(model, plan, options, kept.get().network());
                var again = new LlamaModel(loader, kept.get(), shelf, true);
                model.weights().close(); // the network has them from before
                return again;
            }
            if (plan.inJava()) {
                OpenMp.waitShortly();
                var _ = WarmUp.of(plan);
            }
            Network network = Network.compile(options.threads());
            try {
                var loader = new Loader(model, plan, options, network);
                loader.load();
                var loaded = new Kept(of, network, model.weights().arena(), SlotRows.none(options.slots()));
                return new LlamaModel(loader, loaded, shelf, false);
            } catch (RuntimeException e) {
                network.close();
                throw e;
            }
        } catch (RuntimeException e) {
            model.weights().close();
            throw e;
        }
    }

    /** How clients call the model: the folder's name. */
    public String name() {
        return folder.name();
    }

    public ModelConfig config() {
        return folder.config();
    }

    public GenerationConfig generationConfig() {
        return folder.generationConfig();
    }

    /** What the weights are in memory; never {@link Precision#AUTO}. */
    public Precision precision() {
        return switch (plan.weights()) {
            case F32 -> Precision.FLOAT32;
            case I8 ->
                switch (plan.order()) {
                    case XNNPACK -> Precision.W8A8;
                    case XNNPACK_FOUR -> Precision.W4A8;
                    default -> Precision.INT8;
                };
            default -> Precision.BFLOAT16;
        };
    }

    /** Bytes of a row of the KV cache: keys and values of all layers. */
    public long rowBytes() {
        ModelConfig config = folder.config();
        return 2L * config.layers() * config.kvHeads() * config.headSize() * plan.computed().bytes;
    }

    /** Bytes of the weights in memory, mapped ones included. */
    public long weightBytes() {
        return plan.bytes(folder.networkWeights());
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
        return folder.config().vocabularySize();
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
        rows.check(spans, vocabularySize());
        float[] logits = passes.forward(Pass.of(spans));
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
        memory.giveBack((long) slot * contextLength + count, contextLength - (long) count);
    }

    @Override
    public int[] rows(int slot) {
        return rows.ids(slot);
    }

    private float[][] split(float[] logits) {
        int columns = vocabularySize();
        float[][] split = new float[logits.length / columns][];
        for (int i = 0; i < split.length; i++) {
            split[i] = split.length == 1 ? logits : Arrays.copyOfRange(logits, i * columns, (i + 1) * columns);
        }
        return split;
    }

    private void requireOpen() {
        // The native side would read freed memory.
        if (closed) {
            throw new IllegalStateException("the model " + name() + " is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            passes.close();
            new Kept(loaded.of(), network, loaded.files(), rows.ids()).putOrClose(shelf);
        }
    }
}
