package dev.caduceus.model;

import dev.caduceus.model.SafetensorsHeader.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Weights → a name for their content: the same for copies of it under other names and times, another one for another
 * fine-tune of the same shapes. Some 16 kB of each tensor are hashed, a few ms; reading gigabytes to find out that nothing
 * changed would take as long as what is made from them.
 */
final class ContentKey {
    private static final int DIGITS = 32;

    /** Of each tensor so many blocks are looked at, the first and the last among them. */
    private static final int BLOCKS = 4;

    private static final int BLOCK = 4096;

    /** Where the hub's cache keeps a large file, named by the SHA-256 of all of it. */
    private static final Pattern BLOB = Pattern.compile(".*/models--[^/]+/blobs/(\\p{XDigit}{64})");

    private final MessageDigest digest;

    private ContentKey(MessageDigest digest) {
        this.digest = digest;
    }

    /** @param purpose what is made from the weights, and how */
    static String of(String purpose, Weights weights) {
        try {
            var key = new ContentKey(MessageDigest.getInstance("SHA-256"));
            key.add(purpose);
            for (int i = 0; i < weights.files().size(); i++) {
                key.add(weights.files().get(i), weights.contents().get(i));
            }
            return HexFormat.of().formatHex(key.digest.digest()).substring(0, DIGITS);
        } catch (IOException e) {
            throw BadModel.unreadable(weights.folder(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void add(Path file, MemorySegment content) throws IOException {
        Optional<String> hash = blob(file);
        add("\n%s %s\n".formatted(content.byteSize(), hash.orElse("sampled")));
        if (hash.isEmpty()) {
            sample(file, content);
        }
    }

    private static Optional<String> blob(Path file) throws IOException {
        var name = BLOB.matcher(file.toRealPath().toString().replace('\\', '/'));
        return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }

    /** All before the first tensor is the table of contents. */
    private void sample(Path file, MemorySegment content) {
        var tensors = SafetensorsHeader.read(file, content).tensors().values().stream()
                .sorted(Comparator.comparingLong(Tensor::begin))
                .toList();
        add(content.asSlice(
                0, tensors.isEmpty() ? content.byteSize() : tensors.getFirst().begin()));
        for (Tensor tensor : tensors) {
            sample(content.asSlice(tensor.begin(), tensor.end() - tensor.begin()));
        }
    }

    private void sample(MemorySegment tensor) {
        long rest = tensor.byteSize() - BLOCK;
        if (rest <= (BLOCKS - 1) * BLOCK) {
            add(tensor);
            return;
        }
        for (int i = 0; i < BLOCKS; i++) {
            add(tensor.asSlice(rest * i / (BLOCKS - 1), BLOCK));
        }
    }

    private void add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
    }

    private void add(MemorySegment bytes) {
        digest.update(bytes.asByteBuffer());
    }
}
