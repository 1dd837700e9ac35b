package dev.caduceus.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share a job of a few microseconds with the one that brings it, {@link #run}: they take its pieces one by one,
 * wait for the next job without giving up their processor, and sleep where none comes for a while. One thread at a time
 * may bring jobs.
 */
public final class Crew implements AutoCloseable {
    /** So many looks at the next job, some 50 microseconds: the time between two products of a pass, not between two passes. */
    private static final int LOOKS = 2_000;

    private static final int WORTH_SHARING = 8;

    /** A ticket is a job's number, how many pieces it has, and the piece that is next. */
    private static final int PIECE_BITS = 20;

    private static final int JOB_SHIFT = 2 * PIECE_BITS;
    private static final long PIECE_MASK = (1L << PIECE_BITS) - 1;

    private final List<Thread> others = new ArrayList<>();
    private final AtomicLong ticket = new AtomicLong();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicInteger asleep = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile IntConsumer job = piece -> {};
    private volatile boolean closed;

    /** @param threads that share a job, the one that brings it included */
    public Crew(int threads) {
        for (int i = 1; i < threads; i++) {
            others.add(Thread.ofPlatform().daemon().name("caduceus-kernel-", i).start(this::work));
        }
    }

    /**
     * Does each piece once, on whichever thread, and returns when all are done. What a piece throws is thrown here, after all
     * have ended.
     *
     * @param pieces less than a million
     */
    public void run(int pieces, IntConsumer piece) {
        if (others.isEmpty() || pieces == 1) {
            for (int i = 0; i < pieces; i++) {
                piece.accept(i);
            }
            return;
        }
        failure.setPlain(null);
        job = piece;
        unfinished.set(pieces);
        long number = (ticket.get() >>> JOB_SHIFT) + 1;
        ticket.set((number << JOB_SHIFT) | ((long) pieces << PIECE_BITS));
        if (asleep.get() > 0) {
            others.forEach(LockSupport::unpark);
        }
        takePieces();
        while (unfinished.get() > 0) {
            Thread.onSpinWait();
        }
        rethrow(failure.get());
    }

    /** The same for many small pieces: fewer than {@value #WORTH_SHARING} this thread has done before another could begin. */
    public void runSmall(int pieces, IntConsumer piece) {
        if (pieces >= WORTH_SHARING) {
            run(pieces, piece);
            return;
        }
        for (int i = 0; i < pieces; i++) {
            piece.accept(i);
        }
    }

    /** A piece can throw nothing else. */
    private static void rethrow(@Nullable Throwable thrown) {
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }

    /** A piece that was taken keeps its job from ending, so the job is the one of the ticket. */
    private void takePieces() {
        while (isLeft(ticket.get())) {
            long taken = ticket.getAndIncrement();
            if (isLeft(taken)) {
                try {
                    job.accept((int) (taken & PIECE_MASK));
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                } finally {
                    unfinished.decrementAndGet();
                }
            }
        }
    }

    private static boolean isLeft(long ticket) {
        return (ticket & PIECE_MASK) < ((ticket >>> PIECE_BITS) & PIECE_MASK);
    }

    private void work() {
        int looks = 0;
        while (!closed) {
            if (isLeft(ticket.get())) {
                takePieces();
                looks = 0;
            } else if (looks < LOOKS) {
                looks++;
                Thread.onSpinWait();
            } else {
                sleep();
                looks = 0;
            }
        }
    }

    private void sleep() {
        asleep.incrementAndGet();
        // Looked at again after it is known that this thread sleeps: a job that came in between would not wake it.
        if (!isLeft(ticket.get()) && !closed) {
            LockSupport.park(this);
        }
        asleep.decrementAndGet();
    }

    /** Afterwards only the caller of {@link #run} is left. */
    @Override
    public void close() {
        closed = true;
        others.forEach(LockSupport::unpark);
    }
}
