package dev.caduceus.engine;

import static dev.caduceus.chat.CaduceusException.require;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.model.CausalLm;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/** The door that any thread may knock at, and the one thread behind it that steps. Between them: messages. */
final class BatchingEngine implements Engine {
    private static final Logger LOG = System.getLogger(BatchingEngine.class.getName());

    /** Where every sequence waits for its reader, they are asked again so often. */
    private static final long REST_MILLIS = 10;

    private sealed interface Message {
        record Submit(Sequence sequence) implements Message {}

        record Cancel(Sequence sequence) implements Message {}

        record Stop() implements Message {}
    }

    private final CausalLm lm;
    private final EngineLimits limits;
    private final LongSupplier nanoTicker;
    private final int slots;
    private final int contextLength;
    private final int vocabularySize;
    private final Stepper stepper;
    private final Thread thread = new Thread(this::run, "caduceus-engine");
    private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    /** Sequences submitted and not ended. */
    private final AtomicInteger live = new AtomicInteger();

    private volatile EngineStats stats;
    private volatile boolean stopped;

    BatchingEngine(CausalLm lm, EngineLimits limits, LongSupplier nanoTicker) {
        this(lm, limits, nanoTicker, batch -> {});
    }

    BatchingEngine(CausalLm lm, EngineLimits limits, LongSupplier nanoTicker, IntConsumer batches) {
        this.lm = lm;
        this.limits = limits;
        this.nanoTicker = nanoTicker;
        slots = lm.slots();
        contextLength = limits.contextLength(lm);
        vocabularySize = lm.vocabularySize();
        stepper = new Stepper(lm, limits, nanoTicker, live::decrementAndGet, batches);
        stats = stepper.stats(true, 0);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public Generation submit(GenerationRequest request, GenerationListener listener) {
        requireFits(request.prompt());
        requireKnown(request.prompt());
        takePlace();
        Sequence sequence = new Sequence(
                numbers.incrementAndGet(), request, listener, nanoTicker.getAsLong(), limits.promptLookup());
        Message submit = new Message.Submit(sequence);
        inbox.add(submit);
        if (stopped && inbox.remove(submit)) { // else the thread found it on its way out and has told the listener
            live.decrementAndGet();
            throw CaduceusException.of(ErrorCode.MODEL_NOT_READY, "The engine is closed; it takes no more requests");
        }
        return () -> cancel(sequence);
    }

    @Override
    public int contextLength() {
        return contextLength;
    }

    @Override
    public EngineStats stats() {
        return stats;
    }

    @Override
    public void close() {
        inbox.add(new Message.Stop());
        if (Thread.currentThread() == thread) {
            return; // a listener that closes: the thread cannot wait for itself
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void requireFits(int[] prompt) {
        if (prompt.length >= contextLength) {
            throw CaduceusException.of(
                    ErrorCode.PROMPT_TOO_LONG,
                    "Prompt has %s tokens but the model reads at most %s and still answers;"
                            + " shorten the history or drop tools",
                    prompt.length,
                    contextLength - 1);
        }
    }

    private void requireKnown(int[] prompt) {
        for (int id : prompt) {
            require(
                    id >= 0 && id < vocabularySize,
                    "Prompt holds the token id %s but the model's ids go from 0 to %s; is the tokenizer another model's?",
                    id,
                    vocabularySize - 1);
        }
    }

    private void takePlace() {
        int before = live.getAndIncrement();
        if (before >= slots + limits.queueLength()) {
            live.decrementAndGet();
            refused.incrementAndGet();
            throw CaduceusException.of(
                    ErrorCode.OVERLOADED,
                    "%s requests wait and queue-length allows %s; try again later",
                    before - slots,
                    limits.queueLength());
        }
    }

    private void cancel(Sequence sequence) {
        if (!stopped) {
            inbox.add(new Message.Cancel(sequence));
        }
    }

    private void run() {
        try {
            while (receive()) {
                step();
            }
        } catch (Throwable bug) { // of ours: model and listeners are caught where they are called
            LOG.log(Level.ERROR, "The engine stops because of an error of its own", bug);
            stepper.failAll(bug);
        } finally {
            stop();
        }
    }

    /** One step of the thread, which tests take themselves. */
    void step() {
        stepper.step(nanoTicker.getAsLong());
        stats = stepper.stats(true, refused.get());
    }

    /** Waits while there is nothing to do. @return false when the engine is to stop */
    private boolean receive() {
        boolean go = await().map(this::take).orElse(true);
        return drain() && go;
    }

    private Optional<Message> await() {
        while (true) {
            try {
                if (stepper.idle()) {
                    return Optional.of(inbox.take());
                }
                return stepper.resting()
                        ? Optional.ofNullable(inbox.poll(REST_MILLIS, TimeUnit.MILLISECONDS))
                        : Optional.empty();
            } catch (InterruptedException e) {
                LOG.log(Level.DEBUG, "Interrupted; only close() ends this thread", e);
            }
        }
    }

    /** Takes what is in the inbox. @return false when the engine is to stop */
    boolean drain() {
        boolean go = true;
        for (Message message = inbox.poll(); message != null; message = inbox.poll()) {
            go &= take(message);
        }
        return go;
    }

    private boolean take(Message message) {
        switch (message) {
            case Message.Submit(Sequence sequence) -> stepper.enqueue(sequence);
            case Message.Cancel(Sequence sequence) -> stepper.cancel(sequence);
            case Message.Stop() -> {
                return false;
            }
        }
        return true;
    }

    private void stop() {
        stopped = true;
        drain();
        stepper.finishAll();
        stats = stepper.stats(false, refused.get());
        try {
            lm.close();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "The model did not close", e);
        }
    }
}
