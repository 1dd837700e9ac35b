/**
 * Products of a few rows at the rate of memory, in the JDK's Vector API: what libtorch's kernels, made for many rows, take
 * half as long again or three times as long for. Only where the JVM was started with {@code --add-modules
 * jdk.incubator.vector} and has vectors of 256 bits; {@link dev.caduceus.kernel.Kernels#available()} tells.
 *
 * <pre>{@code
 * Product product = new StackedRows(List.of(new Bfloat16Rows(memory, inputs)));   // [outputs, inputs]
 * product.multiply(Table.of(x, rows, inputs), Table.of(y, rows, product.outputs()), crew);
 * }</pre>
 */
@NullMarked
package dev.caduceus.kernel;

import org.jspecify.annotations.NullMarked;
