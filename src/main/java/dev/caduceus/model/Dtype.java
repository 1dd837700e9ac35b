package dev.caduceus.model;

/** The number types of safetensors, by the names the format gives them. */
enum Dtype {
    BOOL(1, Dtype.UNUSED),
    U8(1, Dtype.UNUSED),
    I8(1, 1),
    F8_E5M2(1, Dtype.UNUSED),
    F8_E4M3(1, Dtype.UNUSED),
    U16(2, Dtype.UNUSED),
    I16(2, Dtype.UNUSED),
    F16(2, 5),
    BF16(2, 15),
    U32(4, Dtype.UNUSED),
    I32(4, Dtype.UNUSED),
    F32(4, 6),
    U64(8, Dtype.UNUSED),
    I64(8, Dtype.UNUSED),
    F64(8, Dtype.UNUSED);

    private static final int UNUSED = -1;

    /** Bytes of one number. */
    final int bytes;

    /** libtorch's number for the type (c10::ScalarType), which is how TorchScript text names it. */
    final int torchCode;

    Dtype(int bytes, int torchCode) {
        this.bytes = bytes;
        this.torchCode = torchCode;
    }

    /** Whether a model's weights may be of the type. */
    boolean isWeight() {
        return this == F16 || this == BF16 || this == F32;
    }
}
