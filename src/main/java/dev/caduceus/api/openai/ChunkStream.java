package dev.caduceus.api.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.schema.Json;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Writes a reply as server-sent events, each as soon as it is there, with {@code data: [DONE]} behind the last; a reply
 * that fails on its way ends with an error's document instead. Runs on the request's thread, which it blocks.
 */
final class ChunkStream implements StreamingOutput {
    private final ReplyQueue reply;
    private final Chunks chunks;
    private final Optional<Delta> first;
    private final Duration keepAlive;

    /** @param keepAlive the silence after which a comment line goes out */
    ChunkStream(ReplyQueue reply, Chunks chunks, Optional<Delta> first, Duration keepAlive) {
        this.reply = reply;
        this.chunks = chunks;
        this.first = first;
        this.keepAlive = keepAlive;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        try {
            Optional<Delta> next = first;
            while (next.isEmpty() || write(next.get(), out)) {
                next = reply.poll(keepAlive);
                if (next.isEmpty()) {
                    send(": keep-alive", out);
                }
            }
        } finally {
            // Whether it was written or the reader is gone: nobody reads on.
            reply.close();
        }
    }

    /** @return whether more is to come */
    private boolean write(Delta delta, OutputStream out) throws IOException {
        for (ObjectNode chunk : chunks.of(delta)) {
            send("data: " + Json.write(chunk), out);
        }
        return switch (delta) {
            case Delta.Text _, Delta.Thinking _, Delta.CallBegins _, Delta.Arguments _ -> true;
            case Delta.Finished _ -> {
                send("data: [DONE]", out);
                yield false;
            }
            case Delta.Failed _ -> false;
        };
    }

    private static void send(String line, OutputStream out) throws IOException {
        out.write((line + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
