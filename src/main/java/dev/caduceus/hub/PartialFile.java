package dev.caduceus.hub;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * A file while it arrives: the bytes so far, on disk and hashed. Failures of the disk are {@code CaduceusException}s, so
 * that nobody takes them for those of the network and tries again.
 */
final class PartialFile implements Closeable {
    private static final int BUFFER = 1 << 20;

    private final Path path;
    private final HubFile file;
    private final FileChannel channel;
    private MessageDigest digest;
    private long length;

    private PartialFile(Path path, HubFile file, FileChannel channel) {
        this.path = path;
        this.file = file;
        this.channel = channel;
        this.digest = file.hash().begin(file.size());
    }

    /** Goes on where an earlier download broke off. */
    static PartialFile open(Path path, HubFile file) {
        try {
            Files.createDirectories(path.getParent());
            PartialFile partial = new PartialFile(
                    path,
                    file,
                    FileChannel.open(
                            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
            try {
                partial.readWhatIsThere();
            } catch (IOException | RuntimeException e) {
                partial.close();
                throw e;
            }
            return partial;
        } catch (IOException e) {
            throw CacheTrouble.at(path, e);
        }
    }

    private void readWhatIsThere() throws IOException {
        if (channel.size() > file.size()) {
            restart();
        }
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        while (channel.read(buffer) >= 0) {
            digest.update(buffer.flip());
            length += buffer.limit();
            buffer.clear();
        }
    }

    long length() {
        return length;
    }

    boolean isWhole() {
        return length == file.size();
    }

    /** Forgets what has arrived. */
    void restart() {
        try {
            channel.truncate(0);
            channel.position(0);
        } catch (IOException e) {
            throw CacheTrouble.at(path, e);
        }
        digest = file.hash().begin(file.size());
        length = 0;
    }

    void append(byte[] bytes, int count) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw CacheTrouble.at(path, e);
        }
        digest.update(bytes, 0, count);
        length += count;
    }

    /** Whether the bytes are those the hub promised. To be asked once, when all are there. */
    boolean isRight() {
        return file.hash().matches(digest);
    }

    /** Becomes {@code blob}, which is either not there or whole, even if the power fails. */
    void publish(Path blob) {
        try {
            channel.force(true);
            Files.move(path, blob, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw CacheTrouble.at(blob, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw CacheTrouble.at(path, e);
        }
    }
}
