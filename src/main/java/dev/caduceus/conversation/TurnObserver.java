package dev.caduceus.conversation;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.TurnRequest;

/** Looks on at whole turns, all their rounds and calls. Safe for many threads. */
public interface TurnObserver {
    TurnObserver NONE = request -> Watch.IDLE;

    /** On the thread of whoever asks, before the first round is asked for. */
    Watch begins(TurnRequest request);

    /** One turn, which ends once: in one way or the other. */
    interface Watch {
        Watch IDLE = new Watch() {
            @Override
            public Runnable around(Runnable work) {
                return work;
            }

            @Override
            public void done(TurnResult result) {}

            @Override
            public void failed(CaduceusException error) {}
        };

        /** What any of the turn's threads is to run, in whatever surroundings it needs. */
        Runnable around(Runnable work);

        /** Before the turn's listener hears of it. */
        void done(TurnResult result);

        /** Before the turn's listener hears of it, or whoever asks learns that the turn was refused. */
        void failed(CaduceusException error);
    }
}
