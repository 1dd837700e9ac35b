package dev.caduceus.conversation;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Redacted;
import java.util.concurrent.Callable;

/** The last thing a turn's thread does: whatever happens, its listener hears exactly one end. */
final class OneEnd {
    private static final System.Logger LOG = System.getLogger(OneEnd.class.getName());

    private OneEnd() {}

    /**
     * @param turn delivers the events itself
     * @param cleanUp stops what the turn had started; run where {@code turn} threw
     */
    static void deliver(TurnListener listener, Callable<TurnResult> turn, Runnable cleanUp) {
        Runnable end = outcome(listener, turn, cleanUp);
        try {
            end.run();
        } catch (Throwable e) {
            Redacted.log(LOG, "A turn's listener threw at its end", e);
        }
    }

    private static Runnable outcome(TurnListener listener, Callable<TurnResult> turn, Runnable cleanUp) {
        CaduceusException error;
        try {
            TurnResult result = turn.call();
            return () -> listener.done(result);
        } catch (CaduceusException e) {
            error = e;
        } catch (InterruptedException e) {
            error = new CaduceusException(ErrorCode.CANCELLED, "The turn's thread was interrupted", e);
        } catch (Throwable e) { // an Error too: somebody waits for the end
            Redacted.log(LOG, "A turn broke off", e);
            error = new CaduceusException(
                    ErrorCode.INTERNAL, "The turn broke off inside the service: " + e + "; its log says more", e);
        }
        cleanUp.run();
        CaduceusException failure = error;
        return () -> listener.failed(failure);
    }
}
