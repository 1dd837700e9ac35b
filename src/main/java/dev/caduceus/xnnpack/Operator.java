package dev.caduceus.xnnpack;

import dev.caduceus.xnnpack.Xnnpack.Kind;
import java.lang.foreign.MemorySegment;

/** Some outputs of a matrix, as XNNPACK multiplies them. One thread at a time. */
public final class Operator implements AutoCloseable {
    private final Xnnpack xnnpack;
    private final Kind kind;
    private final Shape shape;
    private final MemorySegment pointer;
    private int rows;
    private long set;

    Operator(Xnnpack xnnpack, Kind kind, Shape shape, MemorySegment pointer) {
        this.xnnpack = xnnpack;
        this.kind = kind;
        this.shape = shape;
        this.pointer = pointer;
    }

    Shape shape() {
        return shape;
    }

    boolean unsigned() {
        return kind.unsigned();
    }

    /** @param output of the first row; the others' follow it */
    void multiply(Workspace workspace, MemorySegment output) {
        if (rows != workspace.rows()) {
            rows = workspace.rows();
            set = 0;
            int status = Xnnpack.call(() -> (int) kind.reshape().invokeExact(pointer, (long) rows, MemorySegment.NULL));
            Xnnpack.require(status, "xnn_reshape");
        }
        if (set != workspace.version()) {
            set = workspace.version();
            int status = Xnnpack.call(
                    () -> (int) kind.setUp().invokeExact(pointer, workspace.bytes(), output, workspace.steps()));
            Xnnpack.require(status, "xnn_setup");
        }
        xnnpack.run(pointer);
    }

    @Override
    public void close() {
        xnnpack.delete(pointer);
    }
}
