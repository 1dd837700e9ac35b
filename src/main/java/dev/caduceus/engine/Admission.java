package dev.caduceus.engine;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who gets a slot and rows, and who gives them back. A sequence enters when the rows it and all others will soon need are
 * within the budget. They may write on nevertheless until nothing is left: then the youngest gives way, waits at the head
 * of the queue and reads itself again later. The youngest, because it has the least to lose, and because so the oldest
 * never gives way: whatever happens, one sequence gets to its end. Who is not read gives way as soon as somebody waits,
 * however old, and waits until he is read again.
 */
final class Admission {
    /** Shorter pauses are those of a reader who reads slowly; to read itself again each time would cost more than it frees. */
    private static final long LONG_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Scheduler scheduler;
    private final KvSlots slots;
    private final int contextLength;
    private final int ahead;
    private long admitted;
    private long queueNanos;
    private long preemptions;

    Admission(Scheduler scheduler, KvSlots slots, int contextLength, int ahead) {
        this.scheduler = scheduler;
        this.slots = slots;
        this.contextLength = contextLength;
        this.ahead = ahead;
    }

    /** Gives the first of those that wait a slot, where there is one and the rows to go with it. */
    Optional<Sequence> admit(long nowNanos) {
        Optional<Sequence> next = scheduler.firstWaiting().filter(sequence -> hasPlace(sequence, nowNanos));
        next.ifPresent(sequence -> enter(sequence, nowNanos));
        return next;
    }

    private void enter(Sequence sequence, long nowNanos) {
        if (!sequence.entered()) {
            waited(sequence, nowNanos);
        }
        int slot = slots.claim(sequence.tokens(), sequence.length());
        sequence.enter(slot, slots.rows(slot));
        scheduler.prefilling(sequence);
    }

    /** Sees to it that all that write have room for what they wrote; who has none afterwards is not among them any more. */
    void makeRoom() {
        List<Sequence> oldestFirst = scheduler.decoding().stream()
                .sorted(Comparator.comparingLong(sequence -> sequence.number))
                .toList();
        for (Sequence sequence : oldestFirst) {
            while (sequence.slot() != Sequence.NO_SLOT && !slots.reserve(sequence.slot(), sequence.length())) {
                preemptYoungest();
            }
        }
    }

    void waited(Sequence sequence, long nowNanos) {
        admitted++;
        queueNanos += nowNanos - sequence.submittedNanos;
    }

    long admitted() {
        return admitted;
    }

    Duration queueTime() {
        return Duration.ofNanos(queueNanos);
    }

    long preemptions() {
        return preemptions;
    }

    /** Those who are not read make it, one after the other. */
    private boolean hasPlace(Sequence next, long nowNanos) {
        while (slots.free() == 0 || !fits(next)) {
            Optional<Sequence> unread = scheduler
                    .longestPaused(nowNanos)
                    .filter(sequence -> sequence.pausedFor(nowNanos) >= LONG_PAUSE_NANOS);
            if (unread.isEmpty()) {
                return false;
            }
            preempt(unread.get());
        }
        return true;
    }

    /** Alone everyone fits. */
    private boolean fits(Sequence next) {
        List<Sequence> running = scheduler.running();
        long rows = slots.roomFor(soon(next));
        for (Sequence sequence : running) {
            rows += Math.max(slots.room(sequence.slot()), slots.roomFor(soon(sequence)));
        }
        return running.isEmpty() || rows <= slots.capacity();
    }

    /** Rows that a sequence will need before long. */
    private int soon(Sequence sequence) {
        return Math.min(sequence.longest(contextLength), sequence.length() + ahead);
    }

    private void preemptYoungest() {
        preempt(scheduler.running().stream()
                .max(Comparator.comparingLong(sequence -> sequence.number))
                .orElseThrow());
    }

    private void preempt(Sequence sequence) {
        preemptions++;
        slots.release(sequence.slot()); // it may find again what nobody needs meanwhile
        scheduler.preempted(sequence);
    }
}
