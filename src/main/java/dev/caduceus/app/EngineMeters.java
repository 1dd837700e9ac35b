package dev.caduceus.app;

import dev.caduceus.engine.EngineStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The engine's numbers at {@code /q/metrics}. */
@ApplicationScoped
public class EngineMeters {
    private final LocalModel model;
    private final MeterRegistry registry;

    @Inject
    EngineMeters(LocalModel model, MeterRegistry registry) {
        this.model = model;
        this.registry = registry;
    }

    void register(@Observes StartupEvent start) {
        gauge("caduceus.engine.prefilling", EngineStats::prefilling);
        gauge("caduceus.engine.decoding", EngineStats::decoding);
        gauge("caduceus.engine.waiting", EngineStats::waiting);
        gauge("caduceus.engine.kv.rows", EngineStats::kvRows);
        gauge("caduceus.engine.kv.capacity", EngineStats::kvCapacity);
        FunctionTimer.builder(
                        "caduceus.engine.queue.time",
                        model,
                        source -> stats(source).admitted(),
                        source -> stats(source).queueTime().toNanos(),
                        TimeUnit.NANOSECONDS)
                .register(registry);
        counter("caduceus.engine.steps", EngineStats::steps);
        counter("caduceus.engine.prefill.tokens", EngineStats::prefillTokens);
        counter("caduceus.engine.cached.tokens", EngineStats::cachedTokens);
        counter("caduceus.engine.prefix.hits", EngineStats::prefixHits);
        counter("caduceus.engine.decode.steps", EngineStats::decodeSteps);
        counter("caduceus.engine.decode.tokens", EngineStats::decodeTokens);
        counter("caduceus.engine.forced.tokens", EngineStats::forcedTokens);
        counter("caduceus.engine.draft.tokens", EngineStats::draftTokens);
        counter("caduceus.engine.accepted.draft.tokens", EngineStats::acceptedDraftTokens);
        counter("caduceus.engine.preemptions", EngineStats::preemptions);
        counter("caduceus.engine.finished", EngineStats::finished);
        counter("caduceus.engine.failed", EngineStats::failed);
        counter("caduceus.engine.refused", EngineStats::refused);
    }

    private void gauge(String name, ToDoubleFunction<EngineStats> value) {
        Gauge.builder(name, model, source -> value.applyAsDouble(stats(source))).register(registry);
    }

    private void counter(String name, ToDoubleFunction<EngineStats> value) {
        FunctionCounter.builder(name, model, source -> value.applyAsDouble(stats(source)))
                .register(registry);
    }

    private static EngineStats stats(LocalModel model) {
        return model.state() instanceof LocalModel.State.Ready(LoadedModel loaded) ? loaded.stats() : EngineStats.NONE;
    }
}
