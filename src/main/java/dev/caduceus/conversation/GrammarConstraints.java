package dev.caduceus.conversation;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.ReplyFormat;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.conversation.PromptSource.EncodedPrompt;
import dev.caduceus.engine.LogitsProcessor;
import dev.caduceus.grammar.Grammar;
import dev.caduceus.grammar.GrammarSpec;
import dev.caduceus.grammar.Grounding;
import dev.caduceus.grammar.Matcher;
import dev.caduceus.grammar.Vocabulary;
import dev.caduceus.grounding.ConversationGrounding;
import dev.caduceus.grounding.Identifiers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** By grammars, compiled once for each set of tools or schema that is asked for and kept while they are in use. */
final class GrammarConstraints implements ReplyConstraints {
    private static final Logger LOG = System.getLogger(GrammarConstraints.class.getName());

    /** Compiled grammars kept; one learns masks as it is used, up to some megabytes. */
    private static final int MOST_GRAMMARS = 32;

    private final Vocabulary vocabulary;
    private final GrammarSettings settings;
    private final int contextLength;
    /** Least recently used first. One that is still being compiled is waited for by those who ask for it only. */
    private final Map<GrammarSpec, CompletableFuture<Grammar>> grammars = new LinkedHashMap<>(16, 0.75f, true);

    GrammarConstraints(Vocabulary vocabulary, GrammarSettings settings, int contextLength) {
        this.vocabulary = vocabulary;
        this.settings = settings;
        this.contextLength = contextLength;
    }

    @Override
    public LogitsProcessor of(TurnRequest request, EncodedPrompt prompt) {
        GrammarSpec spec = GrammarSpec.of(request);
        if (spec.free()) {
            return LogitsProcessor.NONE;
        }
        Grammar grammar = grammar(spec);
        Grounding grounding = grounding(request);
        Matcher matcher = begun(grammar, grounding, prompt.forcedStart());
        matcher.remaining(Math.min(request.sampling().maxNewTokens(), contextLength - prompt.ids().length));
        return new GrammarMask(
                matcher,
                vocabulary,
                settings.forcedTokens(),
                opening(grammar, request),
                ReplyFormat.of(request, prompt.forcedStart()));
    }

    /** Whoever offers tools mostly wants a call; a tool's answer is mostly followed by words. */
    private static int[] opening(Grammar grammar, TurnRequest request) {
        return request.messages().getLast() instanceof Message.Tool
                ? LogitsProcessor.NOTHING_FORCED
                : grammar.opening();
    }

    private Grounding grounding(TurnRequest request) {
        if (!settings.grounding()) {
            return Grounding.NONE;
        }
        List<ToolDefinition> tools = settings.groundIds() ? Identifiers.grounded(request.tools()) : request.tools();
        return ConversationGrounding.of(tools, request.messages());
    }

    /**
     * The prompt begins the call that the request demands. Where nothing that was said can fill its grounded arguments,
     * the demand weighs more: they are as free as their schema.
     */
    private static Matcher begun(Grammar grammar, Grounding grounding, String forcedStart) {
        Matcher matcher = grammar.matcher(grounding);
        try {
            matcher.acceptText(forcedStart);
            return matcher;
        } catch (IllegalArgumentException unreachable) {
            Matcher free = grammar.matcher();
            free.acceptText(forcedStart);
            return free;
        }
    }

    private static void learn(Grammar grammar) {
        try {
            grammar.learn();
        } catch (
                RuntimeException
                        e) { // the model was closed meanwhile; what is not learnt is found out when it is needed
            LOG.log(Level.DEBUG, "A grammar was not learnt beforehand", e);
        }
    }

    private Grammar grammar(GrammarSpec spec) {
        var own = new CompletableFuture<Grammar>();
        CompletableFuture<Grammar> kept = kept(spec, own);
        if (kept != own) {
            return awaited(kept);
        }
        try {
            own.complete(compiled(spec));
        } catch (RuntimeException | Error failure) {
            forget(spec, own);
            own.completeExceptionally(failure);
        }
        return awaited(own);
    }

    private synchronized CompletableFuture<Grammar> kept(GrammarSpec spec, CompletableFuture<Grammar> own) {
        CompletableFuture<Grammar> known = grammars.get(spec);
        if (known != null) {
            return known;
        }
        grammars.put(spec, own);
        if (grammars.size() > MOST_GRAMMARS) {
            grammars.remove(grammars.keySet().iterator().next());
        }
        return own;
    }

    private synchronized void forget(GrammarSpec spec, CompletableFuture<Grammar> failed) {
        grammars.remove(spec, failed);
    }

    private static Grammar awaited(CompletableFuture<Grammar> grammar) {
        try {
            return grammar.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof CaduceusException refused) {
                throw refused;
            }
            throw e;
        }
    }

    private Grammar compiled(GrammarSpec spec) {
        Grammar grammar = Grammar.of(vocabulary, spec);
        grammar.matcher(); // refuses a schema that allows nothing: here, where the caller can be told
        if (!grammar.unenforced().isEmpty()) {
            LOG.log(Level.INFO, "Not held while a call is written: {0}", grammar.unenforced());
        }
        Thread.ofVirtual().name("caduceus-masks").start(() -> learn(grammar));
        return grammar;
    }
}
