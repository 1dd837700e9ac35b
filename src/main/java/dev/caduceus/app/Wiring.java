package dev.caduceus.app;

import dev.caduceus.api.ApiSettings;
import dev.caduceus.api.ServedModel;
import dev.caduceus.api.access.AccessSettings;
import dev.caduceus.api.access.AccessSettings.CallerLimits;
import dev.caduceus.api.access.ApiKey;
import dev.caduceus.conversation.ConversationLimits;
import dev.caduceus.conversation.Conversations;
import dev.caduceus.conversation.Hermes;
import dev.caduceus.conversation.JdbcConversationStore;
import dev.caduceus.conversation.LoopLimits;
import dev.caduceus.conversation.RoundObserver;
import dev.caduceus.conversation.ToolLoop;
import dev.caduceus.conversation.TurnGenerator;
import dev.caduceus.mcp.McpServers;
import dev.caduceus.tool.ToolBox;
import dev.caduceus.tool.ToolLimits;
import io.quarkus.arc.Arc;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.validation.Validator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/** Hands the packages to each other. */
@Dependent
public class Wiring {
    /** Proxies and browsers close connections that are silent for longer than about half a minute. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    /** Conversations whose ids stay in memory; a few kilobytes each. */
    private static final int LIVE_CONVERSATIONS = 256;

    /** Four characters a token, most of the context. */
    private static final int PROMPT_CHARACTERS = 24_000;

    @Produces
    @Singleton
    ToolBox tools(CaduceusConfig config, Validator validator, McpServers more, ToolWatch watch) {
        var limits = ToolLimits.DEFAULT
                .withTime(config.limits().toolTime())
                .withResultBytes(config.limits().resultSize());
        return ToolBox.of(
                        new OfferedTools(Arc.container(), validator)
                                .find(config.records().orElse(List.of())),
                        limits)
                .withMore(more)
                .observedBy(watch);
    }

    /** In dev mode the page /dev has an observer of its own. */
    @Produces
    @Singleton
    @DefaultBean
    RoundObserver unobserved() {
        return RoundObserver.NONE;
    }

    @Produces
    @Singleton
    ToolLoop loop(LocalModel model, ToolBox tools, CaduceusConfig config, Tracing tracing) {
        var limits = config.limits();
        return new ToolLoop(
                model, tools, new LoopLimits(limits.rounds(), limits.callsPerRound(), limits.repeats()), tracing);
    }

    /** For code that wants records: {@code hermes.extract("Tell me a joke", Joke.class)}. */
    @Produces
    @Singleton
    Hermes hermes(TurnGenerator turns, ServedModel model, Validator validator) {
        return new Hermes(
                turns,
                validator,
                request -> request.withSampling(model.sampling()).withDialect(model.dialect()));
    }

    @Produces
    @Singleton
    Conversations conversations(ToolLoop loop, Jdbi database, CaduceusConfig config, Clock clock) {
        var limits = new ConversationLimits(
                config.limits().conversationMessages(),
                PROMPT_CHARACTERS,
                config.limits().conversationIdle(),
                LIVE_CONVERSATIONS);
        return new Conversations(loop, new JdbcConversationStore(database), limits, clock);
    }

    @Produces
    @Singleton
    AccessSettings access(CaduceusConfig config) {
        var security = config.security();
        return new AccessSettings(
                security.required(),
                security.keys().entrySet().stream()
                        .map(key -> new ApiKey(
                                key.getKey(),
                                key.getValue().hash(),
                                key.getValue().roles().orElse(Set.of())))
                        .toList(),
                security.jwt().isPresent(),
                security.roles().orElse(Set.of()),
                security.openMetrics(),
                new CallerLimits(
                        config.limits().requestsPerMinute(), config.limits().concurrentRequests()));
    }

    @Produces
    @Singleton
    ApiSettings apiSettings(CaduceusConfig config) {
        var limits = config.limits();
        return new ApiSettings(
                limits.messageLength(),
                limits.newTokens(),
                limits.slowReader(),
                KEEP_ALIVE,
                config.log().content());
    }
}
