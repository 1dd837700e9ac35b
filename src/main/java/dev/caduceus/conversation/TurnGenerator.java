package dev.caduceus.conversation;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.engine.Engine;
import dev.caduceus.grammar.Vocabulary;
import dev.caduceus.parser.IdSource;
import dev.caduceus.parser.OutputParser;
import dev.caduceus.prompt.PromptEncoder;
import dev.caduceus.prompt.PromptRenderer;
import dev.caduceus.tokenizer.Tokenizer;

/**
 * Turns a request into one reply of the model; executes no tools. The one way to a reply: streaming and blocking
 * adapters, the tool loop and HTTP all use it. Safe for many threads.
 */
public interface TurnGenerator {
    /** Asks a model in this process. With a grammar it looks at the whole vocabulary first: about a second for 128,000 tokens. */
    static TurnGenerator of(Engine engine, Tokenizer tokenizer, TurnSettings settings) {
        return of(engine, tokenizer, settings, RoundObserver.NONE);
    }

    /** The same, looked at by {@code observer}. */
    static TurnGenerator of(Engine engine, Tokenizer tokenizer, TurnSettings settings, RoundObserver observer) {
        var prompts = new RenderedPrompts(
                new PromptRenderer(tokenizer.bosToken()),
                new PromptEncoder(tokenizer)::encode,
                tokenizer,
                settings.stopTokens());
        ReplyConstraints constraints = settings.grammar().enabled()
                ? new GrammarConstraints(
                        Vocabulary.of(tokenizer, settings.stopTokens()), settings.grammar(), engine.contextLength())
                : ReplyConstraints.NONE;
        return new EngineTurnGenerator(
                engine,
                tokenizer,
                prompts,
                (options, first) -> OutputParser.create(options, IdSource.startingAt(first)),
                constraints,
                settings,
                observer);
    }

    /**
     * Renders, encodes and queues the prompt before it returns (some milliseconds: not for an event loop); the events
     * come afterwards.
     *
     * @param transcript the ids of the conversation so far, brought up to date by the turn; one turn at a time
     * @throws CaduceusException where the request is refused at once ({@code BAD_REQUEST}, {@code PROMPT_TOO_LONG}, {@code
     *     OVERLOADED}, …); the listener then hears nothing
     */
    Turn start(TurnRequest request, Transcript transcript, TurnListener listener);

    /** A turn whose whole conversation stands in the request: the same request reads the same prompt, always. */
    default Turn start(TurnRequest request, TurnListener listener) {
        return start(request, new Transcript(), listener);
    }

    /**
     * Waits for the reply; an interrupt cancels it.
     *
     * @throws CaduceusException as {@link #start} does, or why the turn failed, or {@code CANCELLED} after an interrupt
     */
    default TurnResult run(TurnRequest request) {
        return TurnEnd.await(listener -> start(request, listener));
    }
}
