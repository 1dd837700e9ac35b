package dev.caduceus.model;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.foreign.MemorySegment;

/** {@code network.py}'s attention by itself. */
final class LibtorchAttention implements LongAttention {
    private final Network network;
    private final ModelConfig config;
    private Pass pass = new Pass(new long[0], new long[0], new long[0], new long[0], new long[0]);

    LibtorchAttention(Network network, ModelConfig config) {
        this.network = network;
        this.config = config;
    }

    @Override
    public void begin(Pass of) {
        pass = of;
        network.call("see", IValue.listFrom(of.starts()), IValue.listFrom(of.lengths()))
                .close();
    }

    @Override
    public float[] attend(int layer, int sequence, MemorySegment queries) {
        var shape = new Shape(pass.lengths()[sequence], config.heads(), config.headSize());
        try (PtNDArray tensor = JniUtils.createNdFromByteBuffer(
                        network.manager(),
                        queries.asByteBuffer(),
                        shape,
                        DataType.FLOAT32,
                        SparseFormat.DENSE,
                        network.manager().getDevice());
                IValue attended = network.call(
                        "attend_alone",
                        IValue.from(layer),
                        IValue.from(sequence),
                        IValue.from(pass.slots()[sequence]),
                        IValue.from(pass.starts()[sequence]),
                        IValue.from(tensor));
                PtNDArray result = attended.toTensor(network.manager())) {
            return result.toFloatArray();
        }
    }
}
