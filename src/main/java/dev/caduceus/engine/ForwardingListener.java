package dev.caduceus.engine;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.TokenUsage;

/** Passes everything on: whoever listens in between overrides what it wants to hear and swallows nothing else. */
public class ForwardingListener implements GenerationListener {
    private final GenerationListener next;

    protected ForwardingListener(GenerationListener next) {
        this.next = next;
    }

    @Override
    public void started(int cachedTokens) {
        next.started(cachedTokens);
    }

    @Override
    public void token(int id) {
        next.token(id);
    }

    @Override
    public boolean hasRoom() {
        return next.hasRoom();
    }

    @Override
    public int recorded() {
        return next.recorded();
    }

    @Override
    public void written(WrittenToken token) {
        if (next.recorded() > NOT_RECORDED) {
            next.written(token);
        }
    }

    @Override
    public void finished(FinishReason reason, TokenUsage usage) {
        next.finished(reason, usage);
    }

    @Override
    public void failed(CaduceusException error) {
        next.failed(error);
    }
}
