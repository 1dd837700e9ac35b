package dev.caduceus.engine;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.engine.WrittenToken.Origin;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;

/**
 * A pass's logits → tokens of one sequence: one is drawn, what must follow it is appended, each is told to the listener;
 * again for every further position that the pass has read rightly. One object serves all sequences of a thread.
 */
final class TokenWriter {
    private static final Logger LOG = System.getLogger(TokenWriter.class.getName());

    /** Where a sequence stands after a pass. */
    sealed interface Result {
        /** Its last tokens wait to be read. */
        record Open() implements Result {}

        record Ended(FinishReason reason) implements Result {}

        /** Logits that are no numbers: rows computed beside them are not to be trusted either. */
        record Broken(CaduceusException error) implements Result {}

        /** The sequence's own processor threw, or left nothing to draw. */
        record Failed(Throwable cause) implements Result {}
    }

    private static final Result OPEN = new Result.Open();

    private final Sampler sampler;
    private final int samplable;
    private final int contextLength;
    private long forcedTokens;
    private long acceptedDraftTokens;

    /** @param samplable ids that may be drawn are those below */
    TokenWriter(int samplable, int contextLength) {
        this.samplable = samplable;
        this.contextLength = contextLength;
        sampler = new Sampler(samplable);
    }

    /** Its rows are those of its own tokens afterwards: {@link Sequence#position} passes what was confirmed of the draft. */
    Result write(Sequence sequence, Scores scores) {
        Result result = OPEN;
        try {
            if (sequence.written() == 0) {
                result = jump(sequence); // a reply's beginning may be forced as well
            }
            int row = sequence.lastPosition() - scores.position();
            while (result == OPEN && row == scores.confirmed(sequence)) {
                result = draw(sequence, scores, row);
                row = sequence.lastPosition() - scores.position();
            }
        } catch (RuntimeException | Error failure) {
            return new Result.Failed(failure);
        }
        int confirmed = scores.confirmed(sequence);
        sequence.read(scores.position() + 1 + confirmed);
        if (result == OPEN) {
            sequence.judgeDraft();
        }
        return result;
    }

    long forcedTokens() {
        return forcedTokens;
    }

    long acceptedDraftTokens() {
        return acceptedDraftTokens;
    }

    /** Calls a listener. @return false where it threw, which ends its sequence */
    static boolean heard(Sequence sequence, Runnable call) {
        try {
            call.run();
            return true;
        } catch (Throwable failure) {
            LOG.log(Level.WARNING, () -> sequence + " is cancelled because its listener threw", failure);
            return false;
        }
    }

    private Result draw(Sequence sequence, Scores scores, int row) {
        try {
            if (row > 0) { // the first row was looked at when it came
                scores.requireFinite(row, samplable);
            }
        } catch (CaduceusException broken) {
            return new Result.Broken(broken);
        }
        int id = sampler.sample(scores.logits()[row], sequence.draws(), sequence.written());
        Origin origin = scores.drafted(row, id) ? Origin.DRAFT : Origin.DRAWN;
        acceptedDraftTokens += origin == Origin.DRAFT ? 1 : 0;
        int recorded = sequence.listener.recorded();
        if (recorded > GenerationListener.NOT_RECORDED) {
            record(sequence, WrittenToken.of(id, origin, Arrays.copyOf(scores.logits()[row], samplable), recorded));
        }
        Result result = append(sequence, id, origin);
        return result == OPEN ? jump(sequence) : result;
    }

    private Result jump(Sequence sequence) {
        int[] forced = sequence.draws().processor().forced();
        while (forced.length > 0) {
            for (int id : forced) {
                forcedTokens++;
                if (sequence.listener.recorded() > GenerationListener.NOT_RECORDED) {
                    record(sequence, WrittenToken.forced(id));
                }
                Result result = append(sequence, id, Origin.FORCED);
                if (result != OPEN) {
                    return result;
                }
            }
            forced = sequence.draws().processor().forced();
        }
        return OPEN;
    }

    private static void record(Sequence sequence, WrittenToken token) {
        heard(sequence, () -> sequence.listener.written(token));
    }

    private Result append(Sequence sequence, int id, Origin origin) {
        sequence.append(id, origin);
        if (!heard(sequence, () -> sequence.listener.token(id))) {
            return new Result.Ended(FinishReason.CANCELLED);
        }
        if (sequence.stopsAt(id)) {
            return new Result.Ended(FinishReason.STOP);
        }
        return sequence.full(contextLength) ? new Result.Ended(FinishReason.LENGTH) : OPEN;
    }
}
