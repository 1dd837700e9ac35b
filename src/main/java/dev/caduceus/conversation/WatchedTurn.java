package dev.caduceus.conversation;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.TokenLogprob;

/** Tells the watch of a turn's end, then whoever listens. */
record WatchedTurn(TurnObserver.Watch watch, TurnListener listener) implements TurnListener {
    @Override
    public void event(ChatEvent event) {
        listener.event(event);
    }

    @Override
    public void written(TokenLogprob token) {
        listener.written(token);
    }

    @Override
    public void done(TurnResult result) {
        watch.done(result);
        listener.done(result);
    }

    @Override
    public void failed(CaduceusException error) {
        watch.failed(error);
        listener.failed(error);
    }
}
