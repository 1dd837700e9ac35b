package dev.caduceus.conversation;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolChoice;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.conversation.PromptSource.EncodedPrompt;
import dev.caduceus.conversation.RoundObserver.Ends;
import dev.caduceus.conversation.RoundObserver.RoundPrompt;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.GenerationRequest;
import dev.caduceus.parser.OutputParser;
import dev.caduceus.parser.ParserOptions;
import dev.caduceus.tokenizer.Tokenizer;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Render, encode, submit; a virtual thread a turn reads what comes back. */
final class EngineTurnGenerator implements TurnGenerator {
    private static final Pattern NUMBERED = Pattern.compile("call_(\\d{1,9})");

    private final Engine engine;
    private final Tokenizer tokenizer;
    private final PromptSource prompts;
    private final Parsers parsers;
    private final ReplyConstraints constraints;
    private final TurnSettings settings;
    private final RoundObserver observer;

    /** A parser for one reply, whose calls are numbered from {@code firstCall} on. */
    interface Parsers {
        OutputParser create(ParserOptions options, int firstCall);
    }

    EngineTurnGenerator(
            Engine engine,
            Tokenizer tokenizer,
            PromptSource prompts,
            Parsers parsers,
            ReplyConstraints constraints,
            TurnSettings settings,
            RoundObserver observer) {
        this.engine = engine;
        this.tokenizer = tokenizer;
        this.prompts = prompts;
        this.parsers = parsers;
        this.constraints = constraints;
        this.settings = settings;
        this.observer = observer;
    }

    @Override
    public Turn start(TurnRequest request, Transcript transcript, TurnListener listener) {
        EncodedPrompt prompt = prompts.encode(request, transcript);
        Set<Integer> stopTokens = stopTokens(request);
        var reply = new Reply(tokenizer, parser(request), stopTokens, request);
        var mailbox = new TokenMailbox(
                settings.maxPendingTokens(),
                settings.patience(),
                request.sampling().logprobs());
        var ends = observer.observe(
                new RoundPrompt(prompt.ids(), prompt.kept(), prompt.added(), tokenizer), new Ends(mailbox, listener));
        var round = new RunningRound(
                prompt,
                reply,
                mailbox,
                ends.events(),
                (whole, read) -> transcript.answered(
                        request, whole.message(), RenderedPrompts.concatenate(read.ids(), whole.ids())));
        try {
            var generation = new GenerationRequest(
                    prompt.ids(), request.sampling(), stopTokens, constraints.of(request, prompt));
            mailbox.submitted(engine.submit(generation, ends.tokens()));
        } catch (CaduceusException refused) {
            ends.tokens().failed(refused); // for the observer: nobody reads the mailbox of a round that never ran
            throw refused;
        }
        Thread.ofVirtual().name("caduceus-turn").start(round);
        return round;
    }

    private Set<Integer> stopTokens(TurnRequest request) {
        List<Integer> own = request.sampling().stopIds();
        return own.isEmpty() ? settings.stopTokens() : Set.copyOf(own);
    }

    private OutputParser parser(TurnRequest request) {
        boolean callsAllowed = !request.tools().isEmpty() && !(request.toolChoice() instanceof ToolChoice.None);
        ParserOptions options = ParserOptions.of(request.dialect())
                .withMode(settings.parserMode())
                .withOffered(request.tools().stream().map(ToolDefinition::name).collect(Collectors.toSet()))
                .withMarkers(tokenizer.addedTokens().keySet());
        return parsers.create(callsAllowed ? options : options.withoutCalls(), nextCall(request.messages()));
    }

    /** One more than the highest number of a {@code call_N} in the conversation, so that ids stay unique in it. */
    private static int nextCall(List<Message> messages) {
        return 1
                + messages.stream()
                        .flatMap(message -> switch (message) {
                            case Message.Assistant assistant ->
                                assistant.calls().stream().map(ToolCall::id);
                            case Message.Tool tool -> Stream.of(tool.callId());
                            case Message.System _, Message.User _ -> Stream.<String>empty();
                        })
                        .map(NUMBERED::matcher)
                        .filter(Matcher::matches)
                        .mapToInt(id -> Integer.parseInt(id.group(1)))
                        .max()
                        .orElse(0);
    }
}
