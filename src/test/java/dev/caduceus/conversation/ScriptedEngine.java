package dev.caduceus.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.TokenUsage;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.Generation;
import dev.caduceus.engine.GenerationListener;
import dev.caduceus.engine.GenerationRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Writes what it was told to, one script a submission, on a thread of its own as an engine does. */
final class ScriptedEngine implements Engine {
    /** What happens to one sequence. */
    sealed interface Script {
        /** Started, the ids, then {@code STOP} at a stop token, {@code LENGTH} without one. */
        record Write(int[] ids) implements Script {}

        /** The ids, then nothing until it is cancelled. */
        record WriteAndHang(int[] ids) implements Script {}

        /** The ids, then a failure. */
        record WriteAndFail(int[] ids, CaduceusException error) implements Script {}

        record Refuse(CaduceusException error) implements Script {}
    }

    private final Deque<Script> scripts = new ArrayDeque<>();
    private final List<GenerationRequest> requests = new ArrayList<>();
    private final Deque<Running> running = new ArrayDeque<>();

    synchronized ScriptedEngine then(Script script) {
        scripts.add(script);
        return this;
    }

    synchronized List<GenerationRequest> requests() {
        return List.copyOf(requests);
    }

    /** Waits until the last sequence is cancelled. */
    void awaitCancelled() throws InterruptedException {
        Running last;
        synchronized (this) {
            last = running.getLast();
        }
        assertThat(last.cancellation.await(30, TimeUnit.SECONDS))
                .as("cancelled")
                .isTrue();
    }

    /** Waits until the last sequence has met a listener without room. */
    void awaitPaused() throws InterruptedException {
        Running last;
        synchronized (this) {
            last = running.getLast();
        }
        assertThat(last.pause.await(30, TimeUnit.SECONDS)).as("paused").isTrue();
    }

    /** Whether the last sequence was cancelled. */
    synchronized boolean cancelled() {
        return running.getLast().cancelled.get();
    }

    @Override
    public synchronized Generation submit(GenerationRequest request, GenerationListener listener) {
        requests.add(request);
        Script script = scripts.isEmpty()
                ? new Script.Refuse(new CaduceusException(ErrorCode.OVERLOADED, "the script is over"))
                : scripts.remove();
        if (script instanceof Script.Refuse(CaduceusException error)) {
            throw error;
        }
        var sequence = new Running(request, listener, script);
        running.add(sequence);
        Thread.ofVirtual().name("scripted-engine").start(sequence);
        return sequence;
    }

    @Override
    public int contextLength() {
        return 100_000;
    }

    @Override
    public void close() {}

    private static final class Running implements Generation, Runnable {
        private final GenerationRequest request;
        private final GenerationListener listener;
        private final Script script;
        private final AtomicBoolean cancelled = new AtomicBoolean();
        private final CountDownLatch cancellation = new CountDownLatch(1);
        private final CountDownLatch pause = new CountDownLatch(1);
        private int written;

        Running(GenerationRequest request, GenerationListener listener, Script script) {
            this.request = request;
            this.listener = listener;
            this.script = script;
        }

        @Override
        public void cancel() {
            cancelled.set(true);
            cancellation.countDown();
        }

        @Override
        public void run() {
            listener.started(0);
            switch (script) {
                case Script.Write(int[] ids) -> finish(write(ids));
                case Script.WriteAndHang(int[] ids) -> {
                    write(ids);
                    awaitCancellation();
                    finish(FinishReason.CANCELLED);
                }
                case Script.WriteAndFail(int[] ids, CaduceusException error) -> {
                    if (write(ids) == FinishReason.CANCELLED) {
                        finish(FinishReason.CANCELLED);
                    } else {
                        listener.failed(error);
                    }
                }
                case Script.Refuse _ -> throw new AssertionError("refused before");
            }
        }

        private FinishReason write(int[] ids) {
            int end = Math.min(ids.length, request.sampling().maxNewTokens());
            for (int id : Arrays.copyOf(ids, end)) {
                awaitRoom();
                if (cancelled.get()) {
                    return FinishReason.CANCELLED;
                }
                written++;
                listener.token(id);
                if (request.stopTokens().contains(id)) {
                    return FinishReason.STOP;
                }
            }
            return FinishReason.LENGTH;
        }

        private void awaitRoom() {
            while (!cancelled.get() && !listener.hasRoom()) {
                pause.countDown();
                try {
                    Thread.sleep(1);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }

        private void awaitCancellation() {
            try {
                cancellation.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private void finish(FinishReason reason) {
            listener.finished(reason, new TokenUsage(request.prompt().length, 0, written, 0, 0));
        }
    }
}
