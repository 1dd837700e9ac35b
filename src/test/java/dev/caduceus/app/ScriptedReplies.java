package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.TokenUsage;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.Generation;
import dev.caduceus.engine.GenerationListener;
import dev.caduceus.engine.GenerationRequest;
import dev.caduceus.prompt.Prompt;
import dev.caduceus.prompt.PromptEncoder;
import dev.caduceus.tokenizer.Tokenizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** An engine that writes what it was told to, token by token, and waits wherever the text says so. */
final class ScriptedReplies implements Engine {
    /** Here a reply waits for {@link #goOn}, or for its cancellation. */
    static final String PAUSE = "⏸";

    private static final long PATIENCE_SECONDS = 30;

    private final Tokenizer tokenizer;
    private final Deque<Reply> replies = new ArrayDeque<>();
    private final Semaphore goOn = new Semaphore(0);
    private volatile CountDownLatch cancelled = new CountDownLatch(1);

    ScriptedReplies(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    private sealed interface Reply {
        record Text(String text) implements Reply {}

        record Broken(String text, CaduceusException error) implements Reply {}

        record Refused(CaduceusException error) implements Reply {}
    }

    /** The next reply, its end of turn left out. */
    synchronized ScriptedReplies then(String text) {
        replies.add(new Reply.Text(text + "<|im_end|>"));
        return this;
    }

    synchronized ScriptedReplies thenBreaksOff(String text, CaduceusException error) {
        replies.add(new Reply.Broken(text, error));
        return this;
    }

    synchronized ScriptedReplies thenRefuses(CaduceusException error) {
        replies.add(new Reply.Refused(error));
        return this;
    }

    static String call(String name, String arguments) {
        return "<tool_call>\n{\"name\": \"%s\", \"arguments\": %s}\n</tool_call>".formatted(name, arguments);
    }

    void goOn() {
        goOn.release();
    }

    void awaitCancelled() throws InterruptedException {
        assertThat(cancelled.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("cancelled")
                .isTrue();
    }

    @Override
    public synchronized Generation submit(GenerationRequest request, GenerationListener listener) {
        Reply reply = replies.isEmpty() ? new Reply.Text("Nothing more.<|im_end|>") : replies.remove();
        if (reply instanceof Reply.Refused(CaduceusException error)) {
            throw error;
        }
        cancelled = new CountDownLatch(1);
        var gone = cancelled;
        Thread.ofVirtual().name("scripted-replies").start(() -> write(reply, request, listener, gone));
        return gone::countDown;
    }

    private void write(Reply reply, GenerationRequest request, GenerationListener listener, CountDownLatch gone) {
        listener.started(0);
        switch (reply) {
            case Reply.Text(String text) -> {
                int written = tokens(text, listener, gone);
                var usage = new TokenUsage(request.prompt().length, 0, written, 0, 0);
                listener.finished(gone.getCount() == 0 ? FinishReason.CANCELLED : FinishReason.STOP, usage);
            }
            case Reply.Broken(String text, CaduceusException error) -> {
                tokens(text, listener, gone);
                listener.failed(error);
            }
            case Reply.Refused refused -> throw new AssertionError("refused before");
        }
    }

    private int tokens(String text, GenerationListener listener, CountDownLatch gone) {
        int written = 0;
        for (String piece : text.splitWithDelimiters(PAUSE, 0)) {
            if (piece.equals(PAUSE)) {
                await(gone);
                continue;
            }
            var markup = new Prompt(List.of(new Prompt.Segment.Markup(piece)), "");
            for (int id : new PromptEncoder(tokenizer).encode(markup)) {
                if (gone.getCount() == 0) {
                    return written;
                }
                written++;
                listener.token(id);
            }
        }
        return written;
    }

    private void await(CountDownLatch gone) {
        try {
            for (long tries = PATIENCE_SECONDS * 50; tries > 0 && gone.getCount() > 0; tries--) {
                if (goOn.tryAcquire(20, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static CaduceusException overloaded() {
        return CaduceusException.of(ErrorCode.OVERLOADED, "64 requests are waiting already; try again in a moment");
    }

    @Override
    public int contextLength() {
        return 8192;
    }

    @Override
    public void close() {}
}
