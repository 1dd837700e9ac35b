package dev.caduceus.app;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.TokenLogprob;
import dev.caduceus.conversation.RoundObserver;
import dev.caduceus.conversation.TurnListener;
import dev.caduceus.conversation.TurnResult;
import dev.caduceus.engine.ForwardingListener;
import io.opentelemetry.api.trace.Span;
import java.util.function.Supplier;

/** A span for each reply of the model, whoever asked for it; then whoever looked on before. */
record TracedRounds(Tracing tracing, Supplier<String> model, RoundObserver next) implements RoundObserver {
    @Override
    public Ends observe(RoundPrompt prompt, Ends ends) {
        Span span = tracing.reply(model.get());
        if (!span.isRecording()) {
            span.end();
            return next.observe(prompt, ends);
        }
        Ends inner = next.observe(prompt, ends);
        // A round that is refused ends here, and its other end never hears of it.
        var tokens = new ForwardingListener(inner.tokens()) {
            @Override
            public void failed(CaduceusException error) {
                Tracing.fail(span, error.code());
                super.failed(error);
            }
        };
        return new Ends(tokens, new Traced(inner.events(), span));
    }

    private record Traced(TurnListener listener, Span span) implements TurnListener {
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
            Tracing.end(span, result.done().finishReason(), result.done().usage());
            listener.done(result);
        }

        @Override
        public void failed(CaduceusException error) {
            Tracing.fail(span, error.code());
            listener.failed(error);
        }
    }
}
