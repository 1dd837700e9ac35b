package dev.caduceus.engine;

import java.time.Duration;

/**
 * A snapshot for health and metrics. Counts run from the engine's start.
 *
 * @param running false once the thread has ended
 * @param slots sequences that can run at a time
 * @param prefilling sequences whose prompt is being read
 * @param decoding sequences that write: the batch of a step
 * @param waiting sequences without a slot
 * @param steps schedule, run, postprocess
 * @param prefillTokens prompt tokens computed, and what was written before where a sequence reads itself again
 * @param cachedTokens prompt tokens found in the prefix cache instead
 * @param decodeSteps passes of the network in which sequences wrote
 * @param decodeTokens sequences that wrote in these, summed; divided by {@code decodeSteps} it is the mean batch size
 * @param forcedTokens tokens that were written without a draw, because they had to follow
 * @param draftTokens ids that were guessed and read ahead
 * @param acceptedDraftTokens those of them that were then drawn
 * @param finished sequences that ended with a finish reason, cancelled ones included
 * @param failed sequences that ended with an error, those that waited too long included
 * @param refused requests that were turned away at the door because the queue was full
 * @param admitted sequences that were given a slot or waited too long for one
 * @param prefixHits those of them that found the beginning of their prompt in the prefix cache
 * @param queueTime time that {@code admitted} spent waiting, in all
 * @param kvRows rows of the KV cache that hold a token, those that are kept for later included
 * @param kvCapacity rows of the KV cache that may
 * @param preemptions times a sequence had to give its rows back and read them again later
 */
public record EngineStats(
        boolean running,
        int slots,
        int prefilling,
        int decoding,
        int waiting,
        long steps,
        long prefillTokens,
        long cachedTokens,
        long decodeSteps,
        long decodeTokens,
        long forcedTokens,
        long draftTokens,
        long acceptedDraftTokens,
        long finished,
        long failed,
        long refused,
        long admitted,
        long prefixHits,
        Duration queueTime,
        long kvRows,
        long kvCapacity,
        long preemptions) {
    public static final EngineStats NONE =
            new EngineStats(false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, 0, 0, 0);

    /** Whether it ended, by an error of its own or because it was closed; one that does not count never does. */
    public boolean stopped() {
        return slots > 0 && !running;
    }
}
