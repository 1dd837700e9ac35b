package dev.caduceus.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.foreign.MemorySegment;

/**
 * Where a network's KV cache and weights lie in memory.
 *
 * @param cache how its KV cache lies there
 */
record NetworkMemory(Network network, CacheShape cache) {
    /**
     * How the keys, and the values, of all slots lie in memory: head after head.
     *
     * @param headBytes of one head's rows in all slots
     * @param rowBytes of one of them
     */
    record CacheShape(int layers, int heads, long headBytes, long rowBytes) {}

    /** Whoever writes a row of the KV cache gets memory for that, not for thousands. */
    void keepSmall() {
        for (int half = 0; half < 2 * cache.layers; half++) {
            Pages.keepSmall(cached(half));
        }
    }

    /** The memory of {@code count} rows of the KV cache from {@code first} on, in each layer, to whom it came from. */
    void giveBack(long first, long count) {
        for (int half = 0; half < 2 * cache.layers; half++) {
            MemorySegment memory = cached(half);
            for (int head = 0; head < cache.heads; head++) {
                long begin = head * cache.headBytes + first * cache.rowBytes;
                Pages.giveBack(memory.asSlice(begin, count * cache.rowBytes));
            }
        }
    }

    /** @param half 2 * layer the keys, 2 * layer + 1 the values */
    MemorySegment cached(int half) {
        return begin("cached", IValue.from(half)).reinterpret(cache.heads * cache.headBytes);
    }

    MemorySegment embeddingBegin() {
        return begin("embedding_begin");
    }

    /** Matrices of a product: all that are stacked along its output, or one. */
    int parts(int product) {
        try (IValue parts = network.call("parts", IValue.from(product))) {
            return (int) parts.toLong();
        }
    }

    MemorySegment weightBegin(int product, int part) {
        return begin("weight_begin", IValue.from(product), IValue.from(part));
    }

    private MemorySegment begin(String method, IValue... arguments) {
        try (IValue begin = network.call(method, arguments);
                PtNDArray tensor = begin.toTensor(network.manager())) {
            return MemorySegment.ofAddress(
                    MemorySegment.ofBuffer(JniUtils.getByteBuffer(tensor, true)).address());
        }
    }

    /** A file of the network's, all of it. */
    MemorySegment file(int index) {
        try (IValue size = network.call("file_size", IValue.from(index))) {
            return begin("file_begin", IValue.from(index)).reinterpret(size.toLong());
        }
    }

    /** Vectors that a network has several of; network.py knows them by number. */
    enum Vectors {
        NORMS(0),
        HEAD_NORMS(1),
        BIASES(2),
        SCALES(3);

        private final int number;

        Vectors(int number) {
            this.number = number;
        }
    }

    float[] vector(Vectors kind, int index) {
        try (IValue vector = network.call("vector", IValue.from(kind.number), IValue.from(index));
                PtNDArray tensor = vector.toTensor(network.manager())) {
            return tensor.toFloatArray();
        }
    }
}
