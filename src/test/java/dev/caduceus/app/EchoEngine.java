package dev.caduceus.app;

import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.TokenUsage;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.Generation;
import dev.caduceus.engine.GenerationListener;
import dev.caduceus.engine.GenerationRequest;
import dev.caduceus.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * An engine that says again what the last turn of its prompt said, in the same ids: the most that a text can make a model
 * write. Remembers which added tokens stood in each prompt, and in what order.
 */
final class EchoEngine implements Engine {
    private static final int MOST = 60;

    private final Map<Integer, String> markers = new HashMap<>();
    private final int start;
    private final int end;
    private final Set<String> shapes = ConcurrentHashMap.newKeySet();

    EchoEngine(Tokenizer tokenizer) {
        tokenizer.addedTokens().forEach((text, id) -> markers.put(id, text));
        start = tokenizer.addedTokens().get("<|im_start|>");
        end = tokenizer.addedTokens().get("<|im_end|>");
    }

    /** The added tokens of each prompt so far, joined. */
    Set<String> shapes() {
        return Set.copyOf(shapes);
    }

    @Override
    public Generation submit(GenerationRequest request, GenerationListener listener) {
        int[] prompt = request.prompt();
        shapes.add(Arrays.stream(prompt)
                .filter(markers::containsKey)
                .mapToObj(markers::get)
                .collect(Collectors.joining()));
        int[] reply = lastTurn(prompt);
        var cancelled = new AtomicBoolean();
        Thread.ofVirtual().start(() -> write(prompt, reply, listener, cancelled));
        return () -> cancelled.set(true);
    }

    private int[] lastTurn(int[] prompt) {
        int to = prompt.length - 1;
        while (to > 0 && prompt[to] != end) {
            to--;
        }
        int from = to;
        while (from > 0 && prompt[from - 1] != start) {
            from--;
        }
        int[] turn = Arrays.copyOfRange(prompt, from, Math.min(to, from + MOST));
        return Arrays.stream(turn).filter(id -> !markers.containsKey(id)).toArray();
    }

    private void write(int[] prompt, int[] reply, GenerationListener listener, AtomicBoolean cancelled) {
        listener.started(0);
        int told = 0;
        while (told < reply.length && !cancelled.get()) {
            listener.token(reply[told]);
            told++;
        }
        listener.token(end);
        listener.finished(
                cancelled.get() ? FinishReason.CANCELLED : FinishReason.STOP,
                new TokenUsage(prompt.length, 0, told + 1, 0, 0));
    }

    @Override
    public int contextLength() {
        return 4096;
    }

    @Override
    public void close() {}
}
