package dev.caduceus.remote;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.Redacted;
import dev.caduceus.chat.TokenUsage;
import dev.caduceus.engine.Generation;
import dev.caduceus.engine.GenerationListener;
import dev.caduceus.engine.GenerationRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One sequence on its own thread: asked for at one endpoint after the other until its first token comes, then read to its
 * end. A cancellation interrupts whatever that thread waits for.
 */
final class RemoteGeneration implements Generation, Runnable {
    private static final Logger LOG = System.getLogger(RemoteGeneration.class.getName());
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    /** Behind the last token comes the usage. */
    private static final Duration FOR_USAGE = Duration.ofSeconds(1);

    private final RemoteEngine engine;
    private final GenerationRequest request;
    private final GenerationListener listener;
    private final int newTokens;
    private final String body;
    private final Thread thread = Thread.ofVirtual().name("caduceus-remote").unstarted(this);
    private volatile boolean cancelled;
    private boolean started;
    private int[] written = new int[64];
    private int told;
    private int cached;

    RemoteGeneration(RemoteEngine engine, GenerationRequest request, GenerationListener listener) {
        this.engine = engine;
        this.request = request;
        this.listener = listener;
        this.newTokens = engine.bodies().newTokens(request);
        this.body = engine.bodies().of(request);
    }

    void start() {
        thread.start();
    }

    @Override
    public void cancel() {
        cancelled = true;
        thread.interrupt();
    }

    @Override
    public void run() {
        Runnable end;
        try {
            FinishReason reason = write();
            end = () -> finished(reason);
        } catch (InterruptedException e) {
            end = () -> finished(FinishReason.CANCELLED);
        } catch (CaduceusException e) {
            end = () -> listener.failed(e);
        } catch (Throwable e) { // an Error too: somebody waits for the end, and for the place
            Redacted.log(LOG, "A remote sequence broke off", e);
            end = () -> listener.failed(
                    new CaduceusException(ErrorCode.INTERNAL, "The sequence broke off inside the service: " + e, e));
        }
        engine.ended(this);
        end.run();
    }

    private void finished(FinishReason reason) {
        begin();
        listener.finished(reason, new TokenUsage(request.prompt().length, cached, told, 0, 0));
    }

    private FinishReason write() throws InterruptedException {
        long start = System.nanoTime();
        Duration patience = engine.settings().patience();
        long deadline = start + patience.toNanos();
        // A long prompt may take an engine longer to read than anybody should wait for one that refuses.
        long firstToken = start + longer(patience, engine.settings().silence()).toNanos();
        var order = engine.endpoints().inOrder(engine.conversation(request.prompt()));
        Trouble last = Trouble.broken("is left alone, because it asked for that or failed");
        String where = order.getFirst().name();
        for (int round = 0; ; round++) {
            for (Endpoints.Endpoint endpoint : order) {
                Optional<Circuit.Pass> pass = endpoint.circuit().enter(System.nanoTime());
                if (pass.isPresent()) {
                    try {
                        return attempt(endpoint, pass.get(), firstToken);
                    } catch (Trouble e) {
                        log(endpoint, e);
                        last = e;
                        where = endpoint.name();
                    }
                    if (System.nanoTime() - deadline >= 0) {
                        throw givenUp(where, last);
                    }
                }
            }
            Duration pause = longer(backoff(round), engine.endpoints().rest(System.nanoTime()));
            if (System.nanoTime() + pause.toNanos() - deadline > 0) {
                throw givenUp(where, last);
            }
            Thread.sleep(pause);
        }
    }

    private void log(Endpoints.Endpoint endpoint, Trouble trouble) {
        String words = engine.settings().logContent() ? String.valueOf(trouble.getMessage()) : trouble.what();
        LOG.log(Level.INFO, "The remote engine at {0} {1}", endpoint.name(), words);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Twice as long each time, and not all at the same moment. */
    private static Duration backoff(int round) {
        long most = Math.min(FIRST_BACKOFF.toMillis() << Math.min(round, 10), LONGEST_BACKOFF.toMillis());
        return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }

    private static CaduceusException givenUp(String where, Trouble last) {
        ErrorCode code = switch (last.kind()) {
            case Trouble.Kind.Busy _ -> ErrorCode.OVERLOADED;
            case Trouble.Kind.Broken _ -> ErrorCode.MODEL_NOT_READY;
        };
        return new CaduceusException(
                code, "No remote engine takes the request; the one at " + where + " " + last.getMessage(), last);
    }

    /** @throws Trouble where nothing was told yet, so that another endpoint can be asked */
    private FinishReason attempt(Endpoints.Endpoint endpoint, Circuit.Pass pass, long deadline)
            throws Trouble, InterruptedException {
        Duration silence = engine.settings().silence();
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        Duration wait = shorter(silence, left);
        try (CompletionStream stream = engine.http().complete(endpoint, body, wait)) {
            return read(stream, pass, deadline);
        } catch (Trouble e) {
            if (cancelled) {
                throw new InterruptedException("cancelled");
            }
            boolean hurried = told == 0
                    && System.nanoTime() - deadline >= 0
                    && wait.multipliedBy(2)
                                    .compareTo(
                                            shorter(silence, engine.settings().patience()))
                            < 0;
            if (!hurried) { // whoever had little time to answer has not failed
                pass.failed(e.kind(), System.nanoTime());
            }
            if (told > 0) {
                throw new CaduceusException(
                        ErrorCode.REMOTE_FAILED,
                        "The remote engine at %s %s after %s tokens; send the request again"
                                .formatted(endpoint.name(), e.getMessage(), told),
                        e);
            }
            throw e;
        } finally {
            pass.released();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private FinishReason read(CompletionStream stream, Circuit.Pass pass, long deadline)
            throws Trouble, InterruptedException {
        boolean answered = false;
        for (Optional<Chunk> next = stream.nextBefore(deadline); next.isPresent(); next = next(stream, deadline)) {
            Chunk chunk = next.get();
            if (!answered) {
                pass.succeeded(System.nanoTime());
                answered = true;
            }
            cached = Math.max(cached, chunk.cached());
            Optional<FinishReason> end = tell(chunk, stream);
            if (end.isPresent()) {
                engine.check(request, Arrays.copyOf(written, told), end.get());
                return end.get();
            }
        }
        throw Trouble.broken("ended its answer before the reply");
    }

    /** The deadline is the first token's. */
    private Optional<Chunk> next(CompletionStream stream, long deadline) throws Trouble, InterruptedException {
        return told == 0 ? stream.nextBefore(deadline) : stream.next();
    }

    /**
     * The reply is whole: whatever goes wrong now is of no matter. It is heard before the last token is told, behind which
     * nobody waits any more. A llama.cpp server says the end in an event behind that token's; one that goes on writing took it
     * for no end.
     */
    private void hearUsage(CompletionStream stream) throws InterruptedException {
        long deadline = System.nanoTime() + FOR_USAGE.toNanos();
        try {
            for (Optional<Chunk> next = stream.nextBefore(deadline);
                    next.isPresent() && next.get().ids().length == 0;
                    next = stream.nextBefore(deadline)) {
                cached = Math.max(cached, next.get().cached());
            }
        } catch (Trouble | CaduceusException e) {
            LOG.log(Level.DEBUG, "No usage", e);
        }
    }

    private Optional<FinishReason> tell(Chunk chunk, CompletionStream stream) throws Trouble, InterruptedException {
        for (int id : engine.ids(chunk)) {
            boolean stops = request.stopTokens().contains(id);
            boolean last = stops || told + 1 == newTokens;
            if (last) {
                hearUsage(stream);
            }
            tell(id);
            if (last) {
                return Optional.of(stops ? FinishReason.STOP : FinishReason.LENGTH);
            }
        }
        return switch (chunk.finish()) {
            case "" -> Optional.empty();
            case "stop" -> heard(stream, FinishReason.STOP);
            case "length" -> heard(stream, FinishReason.LENGTH);
            default -> throw Trouble.broken("ended the reply in an unknown way", chunk.finish());
        };
    }

    private Optional<FinishReason> heard(CompletionStream stream, FinishReason reason) throws InterruptedException {
        hearUsage(stream);
        return Optional.of(reason);
    }

    private void tell(int id) throws InterruptedException {
        while (!listener.hasRoom()) {
            Thread.sleep(BETWEEN_LOOKS);
        }
        begin();
        written = told == written.length ? Arrays.copyOf(written, 2 * told) : written;
        written[told] = id;
        told++;
        listener.token(id);
    }

    private void begin() {
        if (!started) {
            started = true;
            listener.started(cached);
        }
    }
}
