/**
 * Products of bytes by bytes, and by half bytes, in XNNPACK's kernels, which libtorch brings along: one to ten rows take what
 * reading the weights takes, since they add products in 32 bits as they are (VNNI, AMX, Arm's dot products), which neither
 * the Vector API nor libtorch's own operators do on weights that can be mapped from a file. Only where libtorch's library
 * lets XNNPACK's functions be called; {@link dev.caduceus.xnnpack.Xnnpack#find} tells.
 *
 * <pre>{@code
 * Xnnpack xnnpack = Xnnpack.find(folderOfLibtorch).orElseThrow();
 * Workspace workspace = new Workspace();
 * Product product = new RoundedMatrix(workspace, List.of(xnnpack.operator(shape, placing, packed)));
 * product.multiply(x, y, crew);
 * }</pre>
 */
@NullMarked
package dev.caduceus.xnnpack;

import org.jspecify.annotations.NullMarked;
