package dev.caduceus.app;

import dev.caduceus.chat.Message;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.conversation.GrammarSettings;
import dev.caduceus.conversation.RoundObserver;
import dev.caduceus.conversation.TurnGenerator;
import dev.caduceus.conversation.TurnSettings;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.EngineLimits;
import dev.caduceus.engine.EngineStats;
import dev.caduceus.model.LlamaModel;
import dev.caduceus.model.LoadOptions;
import dev.caduceus.model.Shelf;
import dev.caduceus.tokenizer.Tokenizer;
import io.quarkus.runtime.configuration.MemorySize;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * A model that answers.
 *
 * @param name its folder's, or its id on the hub
 * @param kept whether its network was loaded before, and only taken over
 * @param sampling what a request gets that says nothing else
 */
record LoadedModel(
        String name, boolean kept, Tokenizer tokenizer, Engine engine, TurnGenerator generator, SamplingParams sampling)
        implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LoadedModel.class);

    /** Maps the weights and starts the engine; whatever was opened is closed again if a later step fails. */
    static LoadedModel open(Path folder, CaduceusConfig config) {
        return open(folder, config, Watchers.NONE, Shelf.NONE);
    }

    /**
     * Who looks on.
     *
     * @param replies makes of an engine one whose replies are measured
     * @param batches hears after each pass in which sequences wrote how many did
     */
    record Watchers(RoundObserver rounds, UnaryOperator<Engine> replies, IntConsumer batches) {
        static final Watchers NONE = new Watchers(RoundObserver.NONE, engine -> engine, batch -> {});
    }

    /** The same, looked at by {@code watchers}, and over {@code shelf} from one life to the next. */
    static LoadedModel open(Path folder, CaduceusConfig config, Watchers watchers, Shelf shelf) {
        Tokenizer tokenizer = Tokenizer.open(folder);
        try {
            // Settings are checked before anything is mapped, so that a wrong one leaves nothing open.
            EngineLimits limits = limits(config, tokenizer);
            LlamaModel lm = LlamaModel.open(folder, options(config), shelf);
            warnOfIgnored(lm);
            Engine engine = watchers.replies().apply(start(lm, limits, config, watchers));
            Set<Integer> stops = Set.copyOf(lm.generationConfig().eosIds());
            var settings = TurnSettings.of(stops)
                    .withParserMode(config.parserMode())
                    .withGrammar(grammar(config.grammar()))
                    .withPatience(config.limits().slowReader());
            return new LoadedModel(
                    lm.name(),
                    lm.kept(),
                    tokenizer,
                    engine,
                    TurnGenerator.of(engine, tokenizer, settings, watchers.rounds()),
                    sampling(lm.generationConfig().sampling(), config.sampling()));
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    private static Engine start(LlamaModel lm, EngineLimits limits, CaduceusConfig config, Watchers watchers) {
        try {
            var memory = config.engine().kvMemory().map(MemorySize::asLongValue);
            long rows = memory.map(bytes -> bytes / lm.rowBytes()).orElseGet(() -> KvBudget.rows(lm));
            return Engine.start(lm, limits.withKvRows(rows), watchers.batches());
        } catch (RuntimeException e) {
            lm.close();
            throw e;
        }
    }

    private static void warnOfIgnored(LlamaModel model) {
        if (!model.generationConfig().ignored().isEmpty()) {
            LOG.warnf(
                    "generation_config.json of %s asks for %s, which this engine does not have: left out",
                    model.name(), String.join(", ", model.generationConfig().ignored()));
        }
    }

    /** Asks for one token, so that the first user does not wait for what is done only once. */
    void warmUp() {
        generator.run(TurnRequest.of(List.of(new Message.User("Hello")))
                .withSampling(SamplingParams.GREEDY.withMaxNewTokens(1)));
    }

    EngineStats stats() {
        return engine.stats();
    }

    @Override
    public void close() {
        engine.close();
        tokenizer.close();
    }

    static GrammarSettings grammar(CaduceusConfig.Grammar setting) {
        return new GrammarSettings(setting.enabled(), setting.forcedTokens(), setting.grounding(), setting.groundIds());
    }

    private static LoadOptions options(CaduceusConfig config) {
        int context = config.contextLength() == 0 ? LoadOptions.DEFAULT.contextLength() : config.contextLength();
        return new LoadOptions(context, config.slots(), config.dtype(), config.threads());
    }

    private static EngineLimits limits(CaduceusConfig config, Tokenizer tokenizer) {
        return EngineLimits.DEFAULT
                .withPrefillChunk(config.limits().prefillChunk())
                .withQueueLength(config.limits().queueLength())
                .withQueueTime(config.limits().queueTime())
                .withPromptLookup(config.engine().promptLookup())
                .withSamplableIds(tokenizer.vocabularySize());
    }

    /** The settings, and for what they leave out the model's own. */
    static SamplingParams sampling(SamplingParams model, CaduceusConfig.Sampling setting) {
        return model.withTemperature(setting.temperature().orElse(model.temperature()))
                .withTopP(setting.topP().orElse(model.topP()))
                .withTopK(setting.topK().orElse(model.topK()))
                .withRepetitionPenalty(setting.repetitionPenalty().orElse(model.repetitionPenalty()))
                .withMaxNewTokens(setting.maxNewTokens());
    }
}
