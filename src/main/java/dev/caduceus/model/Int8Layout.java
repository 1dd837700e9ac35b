package dev.caduceus.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.model.Weights.Place;
import dev.caduceus.schema.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where what stands in a file of int8 weights, which is a safetensors file: matrix after matrix, each the stacked parts of
 * one product, then the scales of each. Everything but the checksum follows from the model's weights, so a file is whole
 * if its header is the one that its contents ask for.
 *
 * @param key of what it was made from, see {@link Int8File}
 */
record Int8Layout(String key, List<List<Place>> products) {
    /** What the data begin at a multiple of: a cache line. */
    private static final int ALIGNMENT = 64;

    private static final int LENGTH_BYTES = 8;

    /** @param matrix int8 [rows, columns] */
    record Tensors(SafetensorsHeader.Tensor matrix, SafetensorsHeader.Tensor scales) {}

    /** Positions in the file. */
    List<Tensors> tensors() {
        long dataBegin = header(0).length;
        long matrix = dataBegin;
        long scales = dataBegin + matrixBytes();
        List<Tensors> tensors = new ArrayList<>();
        for (List<Place> parts : products) {
            long matrixEnd = matrix + rows(parts) * columns(parts);
            long scalesEnd = scales + rows(parts) * Dtype.F32.bytes;
            tensors.add(new Tensors(
                    new SafetensorsHeader.Tensor(Dtype.I8, List.of(rows(parts), columns(parts)), matrix, matrixEnd),
                    new SafetensorsHeader.Tensor(Dtype.F32, List.of(rows(parts)), scales, scalesEnd)));
            matrix = matrixEnd;
            scales = scalesEnd;
        }
        return tensors;
    }

    long size() {
        return tensors().getLast().scales().end();
    }

    private long matrixBytes() {
        return products.stream()
                .mapToLong(parts -> rows(parts) * columns(parts))
                .sum();
    }

    private static long rows(List<Place> parts) {
        return parts.stream()
                .mapToLong(part -> part.tensor().shape().getFirst())
                .sum();
    }

    private static long columns(List<Place> parts) {
        return parts.getFirst().tensor().shape().getLast();
    }

    /**
     * What such a file begins with; its length does not depend on the checksum.
     *
     * @param checksum CRC-32C of all that follows
     */
    byte[] header(long checksum) {
        ObjectNode header = Json.MAPPER.createObjectNode();
        header.putObject("__metadata__").put("made_from", key).put("crc32c", "%08x".formatted(checksum));
        long matrix = 0;
        long scales = matrixBytes();
        for (int i = 0; i < products.size(); i++) {
            long rows = rows(products.get(i));
            long columns = columns(products.get(i));
            ObjectNode numbers = header.putObject(i + ".weight").put("dtype", "I8");
            numbers.putArray("shape").add(rows).add(columns);
            numbers.putArray("data_offsets").add(matrix).add(matrix += rows * columns);
            ObjectNode factors = header.putObject(i + ".scales").put("dtype", "F32");
            factors.putArray("shape").add(rows);
            factors.putArray("data_offsets").add(scales).add(scales += rows * Dtype.F32.bytes);
        }
        byte[] json = Json.write(header).getBytes(StandardCharsets.UTF_8);
        int length = (LENGTH_BYTES + json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] padded = new byte[length];
        Arrays.fill(padded, (byte) ' ');
        ByteBuffer.wrap(padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length - LENGTH_BYTES)
                .put(json);
        return padded;
    }
}
