package dev.caduceus.app;

import dev.caduceus.api.ServedModel;
import dev.caduceus.app.LoadedModel.Watchers;
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
import dev.caduceus.hub.Hub;
import dev.caduceus.hub.HubId;
import dev.caduceus.hub.HubSettings;
import dev.caduceus.hub.Progress;
import dev.caduceus.model.Shelf;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * The model of this process: being downloaded, loading, ready or failed. All of it goes on in the background while the
 * service is live. In dev mode a live reload keeps the network; what is left to do is done before the request that caused
 * the reload goes on.
 */
@ApplicationScoped
public class LocalModel implements TurnGenerator, ServedModel {
    private static final Logger LOG = Logger.getLogger(LocalModel.class);

    /** A process that ends while its first pass runs would crash in native code. */
    private static final Duration UNTIL_LOADED = Duration.ofSeconds(20);

    private final CaduceusConfig config;
    private final Watchers watchers;
    private final Shelf shelf = LaunchMode.current() == LaunchMode.DEVELOPMENT ? new DevShelf() : Shelf.NONE;
    private final Thread loader =
            Thread.ofPlatform().name("caduceus-load").daemon().unstarted(this::load);
    private volatile State state = new State.Loading();

    sealed interface State {
        record Downloading(Progress progress) implements State {}

        record Loading() implements State {}

        record Ready(LoadedModel model) implements State {}

        record Failed(CaduceusException why) implements State {}

        record Closed() implements State {}
    }

    @Inject
    LocalModel(CaduceusConfig config, RoundObserver rounds, TurnMeters replies, Tracing tracing) {
        this.config = config;
        this.watchers =
                new Watchers(new TracedRounds(tracing, this::servedName, rounds), replies::measured, replies::batch);
    }

    void load(@Observes StartupEvent start) {
        if (shelf.isEmpty()) {
            loader.start();
        } else {
            load();
        }
    }

    void close(@Observes ShutdownEvent stop) throws InterruptedException {
        close();
        loader.join(UNTIL_LOADED.toMillis());
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
            case State.Downloading(Progress progress) ->
                throw notReady(
                        "The model '%s' is being downloaded: %s %% of %.1f GB; try again later",
                        config.model(), progress.percent(), progress.total() / 1e9);
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

    /** Warming up, the model answers before it is ready. */
    private String servedName() {
        return state instanceof State.Ready(LoadedModel model) ? model.name() : config.model();
    }

    private void load() {
        long start = System.nanoTime();
        try {
            Path folder = new ModelLocator(Path.of(config.dataDir()), this::download).find(config.model());
            LoadedModel model = open(folder);
            become(new State.Ready(model));
            String how = model.kept() ? "kept over the live reload" : "loaded";
            LOG.infof("model %s %s, ready in %d ms", model.name(), how, (System.nanoTime() - start) / 1_000_000);
        } catch (InterruptedException e) {
            LOG.infof("the download of %s stops here; the next start goes on", config.model());
        } catch (CaduceusException e) {
            LOG.errorf("model '%s' can't be used: %s %s", config.model(), e.code(), e.getMessage());
            become(new State.Failed(e));
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "model '%s' can't be used", config.model());
            become(new State.Failed(new CaduceusException(ErrorCode.INTERNAL, e.toString(), e)));
        }
    }

    private LoadedModel open(Path folder) {
        if (isRemote()) {
            return RemoteModel.open(folder, config, watchers);
        }
        LoadedModel model = LoadedModel.open(folder, config, watchers, shelf);
        if (!model.kept()) {
            model.warmUp();
        }
        return model;
    }

    private boolean isRemote() {
        return config.remote().endpoints().isPresent();
    }

    private Path download(HubId id) throws InterruptedException {
        var report = new DownloadReport(id.toString(), progress -> become(new State.Downloading(progress)));
        var hub = new Hub(hubSettings());
        Path folder = isRemote() ? hub.describe(id, report) : hub.fetch(id, report);
        become(new State.Loading());
        return folder;
    }

    /** The environment's, or system properties of the same names. */
    private static HubSettings hubSettings() {
        Map<String, String> variables = new HashMap<>();
        for (String name : HubSettings.VARIABLES) {
            ConfigProvider.getConfig()
                    .getOptionalValue(name, String.class)
                    .ifPresent(value -> variables.put(name, value));
        }
        return HubSettings.of(variables, Path.of(System.getProperty("user.home")));
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
        if (last instanceof State.Downloading) {
            loader.interrupt();
        }
        if (last instanceof State.Ready(LoadedModel model)) {
            model.close();
        }
    }
}
