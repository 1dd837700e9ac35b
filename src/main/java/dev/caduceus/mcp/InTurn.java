package dev.caduceus.mcp;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Sends one message after the other. The library's transport over standard input drops a message, with "Failed to enqueue
 * message", where two threads send at the same time (java-sdk issues 304 and 875), and two calls of a turn, or a call and a
 * ping, do.
 */
record InTurn(McpClientTransport to, Lock sending) implements McpClientTransport {
    InTurn(McpClientTransport to) {
        this(to, new ReentrantLock());
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return Mono.defer(() -> {
            sending.lock();
            try {
                return to.sendMessage(message); // it takes the message here, not where its answer is asked for
            } finally {
                sending.unlock();
            }
        });
    }

    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        return to.connect(handler);
    }

    @Override
    public void setExceptionHandler(Consumer<Throwable> handler) {
        to.setExceptionHandler(handler);
    }

    @Override
    public Mono<Void> closeGracefully() {
        return to.closeGracefully();
    }

    @Override
    public void close() {
        to.close();
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return to.unmarshalFrom(data, type);
    }

    @Override
    public List<String> protocolVersions() {
        return to.protocolVersions();
    }
}
