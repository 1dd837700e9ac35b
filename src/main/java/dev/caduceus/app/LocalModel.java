package dev.caduceus.app;

import dev.caduceus.api.ServedModel;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.Dialect;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.conversation.RoundObserver;
import dev.caduceus.conversation.Transcript;
import dev.caduceus.conversation.Turn;
import dev.caduceus.conversation.TurnGenerator;
import dev.caduceus.conversation.TurnListener;
import dev.caduceus.model.Shelf;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/**
 * The model of this process: loading, ready or failed. Loading goes on in the background while the service is live. In dev
 * mode a live reload keeps the network; what is left to do is done before the request that caused the reload goes on.
 */
@ApplicationScoped
public class LocalModel implements TurnGenerator, ServedModel {
    private static final Logger LOG = Logger.getLogger(LocalModel.class);

    private final CaduceusConfig config;
    private final RoundObserver observer;
    private final Shelf shelf = LaunchMode.current() == LaunchMode.DEVELOPMENT ? new DevShelf() : Shelf.NONE;
    private volatile State state = new State.Loading();

    sealed interface State {
        record Loading() implements State {}

        record Ready(LoadedModel model) implements State {}

        record Failed(CaduceusException why) implements State {}

        record Closed() implements State {}
    }

    @Inject
    LocalModel(CaduceusConfig config, RoundObserver observer) {
        this.config = config;
        this.observer = observer;
    }

    void load(@Observes StartupEvent start) {
        if (shelf.isEmpty()) {
            Thread.ofPlatform().name("caduceus-load").daemon().start(this::load);
        } else {
            load();
        }
    }

    void close(@Observes ShutdownEvent stop) {
        close();
    }

    @Override
    public Turn start(TurnRequest request, Transcript transcript, TurnListener listener) {
        return ready().generator().start(request, transcript, listener);
    }

    @Override
    public String name() {
        return ready().name();
    }

    @Override
    public SamplingParams sampling() {
        return ready().sampling();
    }

    @Override
    public Dialect dialect() {
        return config.dialect();
    }

    State state() {
        return state;
    }

    /** @throws CaduceusException {@code MODEL_NOT_READY} that says why */
    LoadedModel ready() {
        return switch (state) {
            case State.Ready(LoadedModel model) -> model;
            case State.Loading loading ->
                throw notReady("The model '%s' is being loaded; try again in a moment", config.model());
            case State.Failed(CaduceusException why) ->
                throw notReady("The model could not be loaded (%s): %s", why.code(), String.valueOf(why.getMessage()));
            case State.Closed closed -> throw notReady("The service is shutting down");
        };
    }

    private static CaduceusException notReady(String format, Object... values) {
        return CaduceusException.of(ErrorCode.MODEL_NOT_READY, format, values);
    }

    private void load() {
        long start = System.nanoTime();
        try {
            Path folder =
                    new ModelLocator(Path.of(config.dataDir()), ModelLocator.defaultHubCache()).find(config.model());
            LoadedModel model = LoadedModel.open(folder, config, observer, shelf);
            if (!model.kept()) {
                model.warmUp();
            }
            become(new State.Ready(model));
            String how = model.kept() ? "kept over the live reload" : "loaded";
            LOG.infof("model %s %s, ready in %d ms", model.name(), how, (System.nanoTime() - start) / 1_000_000);
        } catch (CaduceusException e) {
            LOG.errorf("model '%s' can't be used: %s %s", config.model(), e.code(), e.getMessage());
            become(new State.Failed(e));
        } catch (RuntimeException | LinkageError e) {
            LOG.errorf(e, "model '%s' can't be used", config.model());
            become(new State.Failed(new CaduceusException(ErrorCode.INTERNAL, String.valueOf(e.getMessage()), e)));
        }
    }

    /** A service that is stopped while it loads closes what it has just opened. */
    private synchronized void become(State next) {
        if (state instanceof State.Closed && next instanceof State.Ready(LoadedModel model)) {
            model.close();
        } else if (!(state instanceof State.Closed)) {
            state = next;
        }
    }

    private synchronized void close() {
        State last = state;
        state = new State.Closed();
        if (last instanceof State.Ready(LoadedModel model)) {
            model.close();
        }
    }
}
