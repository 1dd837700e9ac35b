package dev.caduceus.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who is next: sequences wait first come, first served, those that had to give way in front as soon as they are read;
 * those that have a slot take turns reading their prompts, a chunk a turn; all others that are read write in every step.
 */
final class Scheduler {
    /**
     * What a sequence reads next.
     *
     * @param count of its unread tokens
     * @param room for so many ids behind them
     */
    record Turn(Sequence sequence, int count, int room) {
        /** All is read then, and a token is drawn. */
        boolean writes() {
            return count == sequence.unread();
        }
    }

    private final EngineLimits limits;
    private final Deque<Sequence> waiting = new ArrayDeque<>();
    /** In the order of their next turns. */
    private final Deque<Sequence> prefilling = new ArrayDeque<>();

    private final List<Sequence> decoding = new ArrayList<>();

    Scheduler(EngineLimits limits) {
        this.limits = limits;
    }

    void enqueue(Sequence sequence) {
        waiting.addLast(sequence);
    }

    /** Takes out what has waited longer than the limit for its first slot. */
    List<Sequence> expired(long nowNanos) {
        List<Sequence> late = waiting.stream()
                .filter(sequence -> !sequence.entered())
                .filter(sequence ->
                        nowNanos - sequence.submittedNanos > limits.queueTime().toNanos())
                .toList();
        waiting.removeAll(late);
        return late;
    }

    /** Asks all that have something to read whether they are read. */
    void listen(long nowNanos) {
        all().stream().filter(sequence -> sequence.written() > 0).forEach(sequence -> sequence.listen(nowNanos));
    }

    /** Whose turn it is to get a slot: nobody's who would only sit there until he is read. */
    Optional<Sequence> firstWaiting() {
        return waiting.stream().filter(Predicate.not(Sequence::paused)).findFirst();
    }

    /** Who has a slot and has not been read for longest. */
    Optional<Sequence> longestPaused(long nowNanos) {
        return running().stream()
                .filter(Sequence::paused)
                .max(Comparator.comparingLong(sequence -> sequence.pausedFor(nowNanos)));
    }

    /** Back to the head of the queue. */
    void preempted(Sequence sequence) {
        remove(sequence);
        sequence.leave();
        waiting.addFirst(sequence);
    }

    /** Those that have a slot. */
    List<Sequence> running() {
        List<Sequence> running = new ArrayList<>(decoding);
        running.addAll(prefilling);
        return running;
    }

    void prefilling(Sequence sequence) {
        waiting.remove(sequence);
        prefilling.addLast(sequence);
    }

    void decoding(Sequence sequence) {
        prefilling.remove(sequence);
        sequence.stage(Sequence.Stage.DECODING);
        decoding.add(sequence);
    }

    void remove(Sequence sequence) {
        switch (sequence.stage()) {
            case WAITING -> waiting.remove(sequence);
            case PREFILLING -> prefilling.remove(sequence);
            case DECODING -> decoding.remove(sequence);
            case FINISHED -> {}
        }
        sequence.stage(Sequence.Stage.FINISHED);
    }

    /** Prompt tokens that one step may read. */
    int prefillBudget() {
        return decoding.isEmpty() ? limits.prefillChunk() : limits.prefillChunkBesideDecoding();
    }

    /** Those whose prompts may be read on in this step, in the order of their turns. */
    List<Sequence> prefillTurns() {
        return prefilling.stream().filter(Predicate.not(this::follows)).toList();
    }

    void tookTurn(Sequence sequence) {
        if (prefilling.remove(sequence)) {
            prefilling.addLast(sequence);
        }
    }

    /** Everyone that writes and is read. After a jump it has much to read: no more than its share, neighbours wait. */
    List<Turn> writingTurns() {
        List<Sequence> read =
                decoding.stream().filter(Predicate.not(Sequence::paused)).toList();
        int share = limits.prefillChunkBesideDecoding() / Math.max(1, read.size());
        return read.stream().map(sequence -> writingTurn(sequence, share)).toList();
    }

    private static Turn writingTurn(Sequence sequence, int share) {
        int count = Math.min(sequence.unread(), Math.max(1, share));
        return new Turn(sequence, count, share - count);
    }

    List<Sequence> decoding() {
        return List.copyOf(decoding);
    }

    int waitingCount() {
        return waiting.size();
    }

    int prefillingCount() {
        return prefilling.size();
    }

    List<Sequence> all() {
        List<Sequence> all = running();
        all.addAll(waiting);
        return all;
    }

    /**
     * Whether an older sequence is about to compute rows that this one needs as well: many requests with one tools prompt
     * should read it once. The oldest never follows, so somebody always reads.
     */
    private boolean follows(Sequence sequence) {
        return limits.prefixCache()
                && prefilling.stream()
                        .filter(older -> older.number < sequence.number)
                        .anyMatch(older -> willHave(older, sequence));
    }

    private static boolean willHave(Sequence older, Sequence sequence) {
        int most = Math.min(older.length(), sequence.length() - 1);
        int mismatch = Arrays.mismatch(older.tokens(), 0, most, sequence.tokens(), 0, most);
        int shared = mismatch < 0 ? most : mismatch;
        return older.position() < shared && shared - sequence.position() >= KvSlots.WORTH_A_COPY;
    }
}
