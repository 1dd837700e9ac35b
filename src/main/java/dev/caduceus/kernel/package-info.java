/**
 * Products of a few rows at the rate of memory, in the JDK's Vector API: what libtorch's kernels, made for many rows, take
 * half as long again or three times as long for. Only where the JVM was started with {@code --add-modules
 * jdk.incubator.vector} and has vectors of 256 bits; {@link dev.caduceus.kernel.Kernels#available()} tells.
 *
 * <pre>{@code
 * NumberRows matrix = new Bfloat16Rows(memory, inputs);                   // [outputs, inputs]
 * matrix.arrange(x, 0, arranged, 0);
 * crew.run(outputs / 64, piece -> matrix.dots(arranged, 1, y, 0, 0, piece * 64, piece * 64 + 64));
 * }</pre>
 */
@NullMarked
package dev.caduceus.kernel;

import org.jspecify.annotations.NullMarked;
