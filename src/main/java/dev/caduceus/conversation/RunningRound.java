package dev.caduceus.conversation;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.TokenUsage;
import dev.caduceus.conversation.PromptSource.EncodedPrompt;
import dev.caduceus.conversation.TokenMailbox.Signal;
import dev.caduceus.engine.WrittenToken;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The turn's own thread: engine signals → events → exactly one end. */
final class RunningRound implements Turn, Runnable {
    private final EncodedPrompt prompt;
    private final Reply reply;
    private final TokenMailbox mailbox;
    private final TurnListener listener;
    private final BiConsumer<Reply, EncodedPrompt> onWhole;
    private final long startedAt = System.nanoTime();
    private long firstTokenAt;
    private boolean tokenSeen;
    private @Nullable WrittenToken written;

    /** @param onWhole hears of a reply whose ids are the whole of it, before the listener does */
    RunningRound(
            EncodedPrompt prompt,
            Reply reply,
            TokenMailbox mailbox,
            TurnListener listener,
            BiConsumer<Reply, EncodedPrompt> onWhole) {
        this.prompt = prompt;
        this.reply = reply;
        this.mailbox = mailbox;
        this.listener = listener;
        this.onWhole = onWhole;
    }

    @Override
    public void cancel() {
        mailbox.cancel();
    }

    @Override
    public void run() {
        OneEnd.deliver(listener, this::read, mailbox::cancel);
    }

    private TurnResult read() throws InterruptedException {
        while (true) {
            switch (mailbox.take()) {
                case Signal.Started(int cached) -> {
                    listener.event(new ChatEvent.Started(prompt.ids().length, cached));
                    deliver(reply.force(prompt.forced()));
                    cancelIfEnded();
                }
                case Signal.Written(WrittenToken token) -> written = token;
                case Signal.Token(int id, long at) -> token(id, at);
                case Signal.Finished(FinishReason reason, TokenUsage usage) -> {
                    return finish(reason, usage);
                }
                case Signal.Failed(CaduceusException error) -> throw error;
            }
        }
    }

    private void token(int id, long at) {
        if (!tokenSeen) {
            tokenSeen = true;
            firstTokenAt = at;
        }
        if (reply.ended()) {
            return;
        }
        List<ChatEvent> completed = reply.push(id);
        if (written != null && !reply.closed()) { // the token that ends a turn is none of its text
            listener.written(reply.logprob(written));
        }
        deliver(completed);
        cancelIfEnded();
    }

    private void cancelIfEnded() {
        if (reply.ended()) {
            mailbox.cancel();
        }
    }

    private TurnResult finish(FinishReason engineReason, TokenUsage usage) {
        if (mailbox.givenUp() && !reply.ended()) {
            throw CaduceusException.of(
                    ErrorCode.SLOW_READER,
                    "The reply paused for %s because its reader took nothing, then it was broken off",
                    mailbox.patience());
        }
        FinishReason reason = reply.ended() ? FinishReason.STOP : engineReason;
        deliver(reply.finish());
        if (reason == FinishReason.STOP && reply.hasCalls()) {
            reason = FinishReason.TOOL_CALLS;
        }
        if (reply.closed() || reason == FinishReason.LENGTH) {
            onWhole.accept(reply, prompt);
        }
        long millis = millisUntil(System.nanoTime());
        var done = new ChatEvent.Done(reason, usage, 1, millis, tokenSeen ? millisUntil(firstTokenAt) : millis);
        var round = new TurnResult.Round(reply.message(), reply.raw(), reply.ids(), reason, usage);
        return new TurnResult(List.of(round.message()), List.of(round), done);
    }

    private void deliver(List<ChatEvent> events) {
        events.forEach(listener::event);
    }

    private long millisUntil(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos - startedAt);
    }
}
