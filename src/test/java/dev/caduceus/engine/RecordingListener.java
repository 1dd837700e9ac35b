package dev.caduceus.engine;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Hears one sequence and holds the engine to the order of its calls. */
public class RecordingListener implements GenerationListener {
    /** How a sequence ended. {@code outcome} is a finish reason's or an error code's name. */
    public record Ending(List<Integer> tokens, String outcome, String message, TokenUsage usage) {}

    public final List<Integer> tokens = new ArrayList<>();
    public final List<String> violations = new ArrayList<>();
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private boolean started;

    @Override
    public void started(int cachedTokens) {
        check(!started, "started twice");
        check(!ended(), "started after the end");
        started = true;
    }

    @Override
    public void token(int id) {
        check(started, "token before started");
        check(!ended(), "token after the end");
        tokens.add(id);
    }

    @Override
    public void finished(FinishReason reason, TokenUsage usage) {
        end(new Ending(List.copyOf(tokens), reason.name(), "", usage));
    }

    @Override
    public void failed(CaduceusException error) {
        end(new Ending(List.copyOf(tokens), error.code().name(), error.getMessage(), TokenUsage.NONE));
    }

    public boolean ended() {
        return ending.isDone();
    }

    public Ending await() {
        return ending.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private void end(Ending value) {
        check(ending.complete(value), "ended twice");
    }

    private void check(boolean holds, String violation) {
        if (!holds) {
            violations.add(violation);
        }
    }
}
