package dev.caduceus.engine;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.engine.ModelRunner.Chunk;
import dev.caduceus.engine.ModelRunner.Outcome;
import dev.caduceus.engine.Scheduler.Turn;
import dev.caduceus.engine.Sequence.Stage;
import dev.caduceus.engine.TokenWriter.Result;
import dev.caduceus.model.CausalLm;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.IntToDoubleFunction;
import java.util.function.LongSupplier;

/**
 * A step: schedule, run, postprocess. Whatever goes wrong ends the sequence it went wrong for, exactly once, and no
 * other. For one thread.
 */
final class Stepper {
    private static final Logger LOG = System.getLogger(Stepper.class.getName());

    private final EngineLimits limits;
    private final int contextLength;
    private final int slotCount;
    private final KvSlots slots;
    private final Scheduler scheduler;
    private final Admission admission;
    private final ModelRunner runner;
    private final TokenWriter writer;
    private final Runnable onEnd;
    private final IntConsumer batches;

    private boolean resting;
    private long steps;
    private long cachedTokens;
    private long finished;
    private long failed;
    private long prefixHits;

    /**
     * @param nanoTicker by which passes are timed
     * @param onEnd hears of each sequence's end, before its listener does
     * @param batches hears after each pass in which sequences wrote how many did
     */
    Stepper(CausalLm lm, EngineLimits limits, LongSupplier nanoTicker, Runnable onEnd, IntConsumer batches) {
        this.limits = limits;
        this.onEnd = onEnd;
        this.batches = batches;
        contextLength = limits.contextLength(lm);
        slotCount = lm.slots();
        int samplable = Math.min(limits.samplableIds(), lm.vocabularySize());
        slots = new KvSlots(lm, limits);
        scheduler = new Scheduler(limits);
        admission = new Admission(scheduler, slots, contextLength, limits.kvAhead());
        runner = new ModelRunner(lm, slots, samplable, nanoTicker);
        writer = new TokenWriter(samplable, contextLength);
    }

    void enqueue(Sequence sequence) {
        scheduler.enqueue(sequence);
    }

    void cancel(Sequence sequence) {
        if (sequence.stage() != Stage.FINISHED) {
            finish(sequence, FinishReason.CANCELLED);
        }
    }

    boolean idle() {
        return scheduler.all().isEmpty();
    }

    /** True where all that there are wait for their readers: the last step had nothing to run. */
    boolean resting() {
        return resting;
    }

    /** One pass of the network: a chunk of prompts is read, and every decoding sequence goes on writing. */
    void step(long nowNanos) {
        steps++;
        expire(nowNanos);
        scheduler.listen(nowNanos);
        admit(nowNanos);
        admission.makeRoom();
        List<Chunk> chunks = guess(schedule());
        resting = chunks.isEmpty();
        if (!resting) {
            run(chunks);
        }
    }

    void finishAll() {
        scheduler.all().forEach(this::cancel);
    }

    void failAll(Throwable cause) {
        scheduler.all().forEach(sequence -> fail(sequence, internal(sequence, cause)));
    }

    EngineStats stats(boolean running, long refused) {
        return new EngineStats(
                running,
                slotCount,
                scheduler.prefillingCount(),
                scheduler.decoding().size(),
                scheduler.waitingCount(),
                steps,
                runner.prefillTokens(),
                cachedTokens,
                runner.decodeSteps(),
                runner.decodeTokens(),
                writer.forcedTokens(),
                runner.draftTokens(),
                writer.acceptedDraftTokens(),
                finished,
                failed,
                refused,
                admission.admitted(),
                prefixHits,
                admission.queueTime(),
                slots.rowsHeld(),
                slots.capacity(),
                admission.preemptions());
    }

    private void expire(long nowNanos) {
        for (Sequence sequence : scheduler.expired(nowNanos)) {
            admission.waited(sequence, nowNanos);
            fail(
                    sequence,
                    CaduceusException.of(
                            ErrorCode.OVERLOADED,
                            "Waited %s ms for a slot, longer than queue-time allows (%s ms); try again later",
                            (nowNanos - sequence.submittedNanos) / 1_000_000,
                            limits.queueTime().toMillis()));
        }
    }

    private void admit(long nowNanos) {
        for (Optional<Sequence> next = admission.admit(nowNanos); next.isPresent(); next = admission.admit(nowNanos)) {
            catchUp(next.get()); // now: the rows it found may be given to the next one that is admitted
        }
    }

    private void run(List<Chunk> chunks) {
        long before = runner.decodeTokens();
        runner.run(chunks).forEach(this::postprocess);
        int batch = (int) (runner.decodeTokens() - before);
        if (batch > 0) {
            batches.accept(batch);
        }
    }

    /** Prompts first, as many as the budget allows, then everyone that writes and is read. */
    private List<Turn> schedule() {
        List<Turn> turns = new ArrayList<>();
        int budget = scheduler.prefillBudget();
        int left = budget;
        for (Sequence sequence : scheduler.prefillTurns()) {
            if (!catchUp(sequence)) {
                continue;
            }
            int count = Math.min(budget, sequence.unread());
            if (count > left) {
                break; // not just the few that are left: the next turn is this one's, and whole
            }
            left -= count;
            scheduler.tookTurn(sequence);
            turns.add(new Turn(sequence, count, Math.min(left, limits.prefillChunkBesideDecoding())));
        }
        turns.addAll(scheduler.writingTurns());
        return turns;
    }

    /** Behind each sequence's last tokens a guess at what it writes next, as far as that is worth its rows. */
    private List<Chunk> guess(List<Turn> turns) {
        List<Chunk> chunks = new ArrayList<>(turns.size());
        int writers = (int) turns.stream().filter(Turn::writes).count();
        int rows = turns.stream().mapToInt(Turn::count).sum();
        int guessed = 0;
        for (Turn turn : turns) {
            try {
                IntToDoubleFunction cost = runner.costs().cost(rows, guessed, writers);
                int[] draft = turn.writes() ? draft(turn, cost) : PromptLookup.NO_DRAFT;
                guessed += draft.length;
                chunks.add(new Chunk(turn.sequence(), turn.count(), draft));
            } catch (RuntimeException | Error failure) {
                fail(turn.sequence(), internal(turn.sequence(), failure));
            }
        }
        return chunks;
    }

    private int[] draft(Turn turn, IntToDoubleFunction cost) {
        Sequence sequence = turn.sequence();
        int most = Math.min(turn.room(), slots.within(sequence.slot()) - sequence.length());
        int[] draft = sequence.draft(Math.max(0, most), contextLength, cost);
        slots.reserve(sequence.slot(), sequence.length() + draft.length);
        sequence.draws().processor().meanwhile(draft);
        return draft;
    }

    private boolean catchUp(Sequence sequence) {
        try {
            runner.catchUp(sequence);
            return true;
        } catch (Throwable failure) {
            failInModel(sequence, failure);
            return false;
        }
    }

    private void postprocess(Outcome outcome) {
        switch (outcome) {
            case Outcome.Failed(Sequence sequence, Throwable cause) -> failInModel(sequence, cause);
            case Outcome.Scored(Sequence sequence, Scores scores) -> {
                boolean decoding = sequence.stage() == Stage.DECODING;
                if (decoding || (sequence.unread() == 0 && begin(sequence))) {
                    write(sequence, scores);
                }
            }
        }
    }

    private boolean begin(Sequence sequence) {
        scheduler.decoding(sequence);
        if (sequence.written() > 0) {
            return true; // it had begun before it had to give its rows away
        }
        int cached = sequence.usage().cached();
        cachedTokens += cached;
        prefixHits += cached > 0 ? 1 : 0;
        boolean heard = TokenWriter.heard(sequence, () -> sequence.listener.started(cached));
        if (!heard) {
            finish(sequence, FinishReason.CANCELLED);
        }
        return heard;
    }

    private void write(Sequence sequence, Scores scores) {
        switch (writer.write(sequence, scores)) {
            case Result.Open() -> {}
            case Result.Ended(FinishReason reason) -> finish(sequence, reason);
            case Result.Broken(CaduceusException error) -> failInModel(sequence, error);
            case Result.Failed(Throwable cause) -> fail(sequence, internal(sequence, cause));
        }
    }

    private void finish(Sequence sequence, FinishReason reason) {
        finished++;
        leave(sequence);
        last(sequence, () -> sequence.listener.finished(reason, sequence.usage()));
    }

    private void failInModel(Sequence sequence, Throwable cause) {
        fail(sequence, internal(sequence, cause));
        slots.forget(); // a row that is not a number would be inherited with every prefix
    }

    private void fail(Sequence sequence, CaduceusException error) {
        failed++;
        leave(sequence);
        LOG.log(Level.WARNING, () -> sequence + " failed: " + error.code() + " " + error.getMessage());
        LOG.log(Level.DEBUG, () -> sequence + " failed", error);
        last(sequence, () -> sequence.listener.failed(error));
    }

    private void leave(Sequence sequence) {
        scheduler.remove(sequence);
        if (sequence.slot() != Sequence.NO_SLOT) {
            slots.release(sequence.slot());
        }
        onEnd.run();
    }

    private static void last(Sequence sequence, Runnable call) {
        try {
            call.run();
        } catch (Throwable failure) {
            LOG.log(Level.WARNING, () -> "The listener of " + sequence + " threw at its end", failure);
        }
    }

    private static CaduceusException internal(Sequence sequence, Throwable cause) {
        return cause instanceof CaduceusException known
                ? known
                : new CaduceusException(
                        ErrorCode.INTERNAL,
                        "The model failed at position %s of %s: %s".formatted(sequence.position(), sequence, cause),
                        cause);
    }
}
