package dev.caduceus.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.schema.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where what stands in a file that was made from a model's weights, which is a safetensors file: tensor after tensor.
 * Everything but the checksum follows from the model's weights, so a file is whole if its header is the one that its contents
 * ask for.
 *
 * @param kind of numbers, for the file's name
 * @param key of what it was made from, see {@link ContentKey}
 */
record DerivedLayout(String kind, String key, List<Entry> entries) {
    /** What the data begin at a multiple of: a cache line. */
    private static final int ALIGNMENT = 64;

    private static final int LENGTH_BYTES = 8;

    /** A tensor. */
    record Entry(String name, Dtype dtype, List<Long> shape) {
        long bytes() {
            return shape.stream().reduce(1L, (a, b) -> a * b) * dtype.bytes;
        }
    }

    DerivedLayout {
        entries = List.copyOf(entries);
    }

    /** Positions in the file, in its order. */
    List<SafetensorsHeader.Tensor> tensors() {
        long begin = header(0).length;
        List<SafetensorsHeader.Tensor> tensors = new ArrayList<>();
        for (Entry entry : entries) {
            long end = begin + entry.bytes();
            tensors.add(new SafetensorsHeader.Tensor(entry.dtype, entry.shape, begin, end));
            begin = end;
        }
        return tensors;
    }

    long size() {
        return header(0).length + entries.stream().mapToLong(Entry::bytes).sum();
    }

    /**
     * What such a file begins with; its length does not depend on the checksum.
     *
     * @param checksum CRC-32C of all that follows
     */
    byte[] header(long checksum) {
        ObjectNode header = Json.MAPPER.createObjectNode();
        header.putObject("__metadata__").put("made_from", key).put("crc32c", "%08x".formatted(checksum));
        long begin = 0;
        for (Entry entry : entries) {
            ObjectNode tensor = header.putObject(entry.name).put("dtype", entry.dtype.name());
            entry.shape.forEach(tensor.withArray("shape")::add);
            tensor.putArray("data_offsets").add(begin).add(begin += entry.bytes());
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
