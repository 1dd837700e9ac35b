package dev.caduceus.model;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.model.Weights.Place;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * {@code network.py}, compiled by libtorch: numbers in, logits out, one native call each. What crosses the border is made
 * and closed here; tensors stay on the other side.
 */
final class Network implements AutoCloseable {
    private static final String SOURCE = "network.py";

    /** Its last methods: libtorch's compiler refuses names of operators that a build of it does not have. */
    private static final String END = Cpu.HERE.ordersBfloat16() ? "order_onednn.py" : "order_none.py";

    private static final String CLASS = "Network";

    private final PtNDManager manager;
    private final PtSymbolBlock module;

    /** @param module of {@code manager}, compiled and loaded before */
    Network(PtNDManager manager, PtSymbolBlock module) {
        this.manager = manager;
        this.module = module;
    }

    /** @param threads that share one operator; 0 = libtorch's choice */
    static Network compile(int threads) {
        Libtorch.load();
        PtNDManager manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
        try {
            if (threads > 0) {
                JniUtils.setNumThreads(threads);
            }
            byte[] archive = TorchScriptArchive.pack(source(), CLASS);
            return new Network(manager, JniUtils.loadModule(manager, new ByteArrayInputStream(archive), true, false));
        } catch (IOException e) {
            manager.close();
            throw new UncheckedIOException("an archive in memory that can't be read", e);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    PtNDManager manager() {
        return manager;
    }

    PtSymbolBlock module() {
        return module;
    }

    static String source() throws IOException {
        return read(SOURCE) + read(END);
    }

    private static String read(String resource) throws IOException {
        try (InputStream in = Network.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw CaduceusException.of(ErrorCode.INTERNAL, "%s is not on the class path", resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    void shape(ModelConfig config, LoadPlan plan) {
        run(
                "shape",
                IValue.from(config.layers()),
                IValue.from(config.heads()),
                IValue.from(config.kvHeads()),
                IValue.from(config.headSize()),
                IValue.from(config.slidingWindow()),
                IValue.from(config.rmsNormEps()),
                IValue.from(plan.computed().torchCode),
                IValue.from(plan.weights().torchCode));
    }

    /** Makes room for the KV cache: {@code slots} of so many {@code rows}. */
    void allocate(int slots, int rows, float[] inverseFrequencies) {
        double[] frequencies = new double[inverseFrequencies.length];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = inverseFrequencies[i];
        }
        run("allocate", IValue.from(slots), IValue.from(rows), IValue.listFrom(frequencies));
    }

    /**
     * @param content a whole file, mapped; must stay so until it is dropped or {@link #close}
     * @return its index
     */
    int addFile(MemorySegment content) {
        // The native side takes the address of the buffer and the length of the shape, so that one byte stands for a
        // file of any size: a ByteBuffer ends at 2 GB.
        try (PtNDArray bytes = JniUtils.createNdFromByteBuffer(
                manager,
                content.asSlice(0, 1).asByteBuffer(),
                new Shape(content.byteSize()),
                DataType.UINT8,
                SparseFormat.DENSE,
                manager.getDevice())) {
            try (IValue files = call("add_file", IValue.from(bytes))) {
                return (int) files.toLong() - 1;
            }
        }
    }

    void dropLastFile() {
        run("drop_last_file");
    }

    void dropFiles() {
        run("drop_files");
    }

    void addNorm(Place place) {
        run("add_norm", numbers(List.of(place)));
    }

    /** @param queriesAndKeys two vectors [D] */
    void addHeadNorms(List<Place> queriesAndKeys) {
        run("add_head_norms", numbers(queriesAndKeys));
    }

    /** @param parts vectors, one after the other */
    void addBias(List<Place> parts) {
        run("add_bias", numbers(parts));
    }

    void addEmbedding(Place place, boolean copy) {
        run("add_embedding", numbers(List.of(place)), IValue.from(copy));
    }

    /** @param parts matrices [out, in], stacked along out */
    void addLinear(List<Place> parts, boolean copy) {
        run("add_linear", numbers(parts), IValue.from(copy));
    }

    /**
     * Rounds a matrix [rows, columns] into a file that was added, or memory that stands for one: rows * columns bytes,
     * then rows float32 scales.
     */
    void quantise(Place matrix, int file) {
        run("quantise", numbers(List.of(matrix)), IValue.from(file));
    }

    /**
     * The same to four bits: two numbers a byte, then a bfloat16 scale for each block of a row.
     *
     * @param block columns that share a scale
     */
    void quantiseFour(Place matrix, int file, int block) {
        run("quantise_four", numbers(List.of(matrix)), IValue.from(file), IValue.from(block));
    }

    /** @param matrixAndScales of int8 [out, in] and float32 [out] */
    void addQuantised(List<Place> matrixAndScales) {
        run("add_quantised", numbers(matrixAndScales));
    }

    /**
     * Copies each product's matrix in the order of oneDNN's kernel; each core takes the next one. Where one fails, the others
     * end first: a network that is still being copied can't be closed.
     *
     * @param copied hears which product's weights are not read again where they came from; from any thread
     */
    void putInOrder(IntConsumer copied) {
        try (IValue products = call("will_be_in_order")) {
            List<RuntimeException> failures = IntStream.range(0, (int) products.toLong())
                    .parallel()
                    .mapToObj(product -> putInOrder(product, copied))
                    .flatMap(Optional::stream)
                    .toList();
            if (!failures.isEmpty()) {
                throw failures.getFirst();
            }
        }
    }

    private Optional<RuntimeException> putInOrder(int product, IntConsumer copied) {
        try {
            run("put_in_order", IValue.from(product));
            copied.accept(product);
            return Optional.empty();
        } catch (RuntimeException failure) {
            return Optional.of(failure);
        }
    }

    void tieHead() {
        run("tie_head");
    }

    void copyPrefix(int from, int to, int length) {
        run("copy_prefix", IValue.from(from), IValue.from(to), IValue.from(length));
    }

    /** @return logits, one row an output */
    float[] forward(Pass pass) {
        try (IValue logits = call(
                        "forward",
                        IValue.listFrom(pass.ids()),
                        IValue.listFrom(pass.slots()),
                        IValue.listFrom(pass.starts()),
                        IValue.listFrom(pass.lengths()),
                        IValue.listFrom(pass.outputs()));
                PtNDArray tensor = logits.toTensor(manager)) {
            return tensor.toFloatArray();
        }
    }

    private static IValue numbers(List<Place> places) {
        return IValue.listFrom(places.stream()
                .flatMap(place -> place.toNumbers().stream())
                .mapToLong(Long::longValue)
                .toArray());
    }

    private void run(String method, IValue... arguments) {
        call(method, arguments).close();
    }

    IValue call(String method, IValue... arguments) {
        try {
            return IValueUtils.runMethod(module, method, arguments);
        } catch (EngineException e) {
            throw new CaduceusException(ErrorCode.INTERNAL, "libtorch failed in " + method + ": " + e.getMessage(), e);
        } finally {
            for (IValue argument : arguments) {
                argument.close();
            }
        }
    }

    /** Tensors that this side still holds: none between passes. */
    int openTensors() {
        return manager.getManagedArrays().size();
    }

    @Override
    public void close() {
        module.close();
        manager.close();
    }
}
