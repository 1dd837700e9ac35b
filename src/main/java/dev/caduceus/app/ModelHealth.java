package dev.caduceus.app;

import dev.caduceus.hub.Progress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** Up once the model has answered its warm-up prompt. */
@Readiness
@Startup
@ApplicationScoped
public class ModelHealth implements HealthCheck {
    private final LocalModel model;

    @Inject
    ModelHealth(LocalModel model) {
        this.model = model;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("model");
        return switch (model.state()) {
            case LocalModel.State.Ready(LoadedModel loaded)
            when loaded.stats().stopped() ->
                response.down().withData("state", "stopped").build();
            case LocalModel.State.Ready(LoadedModel loaded) ->
                response.up()
                        .withData("model", loaded.name())
                        .withData("decoding", loaded.stats().decoding())
                        .withData("waiting", loaded.stats().waiting())
                        .build();
            case LocalModel.State.Downloading(Progress progress) ->
                response.down()
                        .withData("state", "downloading")
                        .withData("percent", progress.percent())
                        .withData("bytes", progress.done())
                        .withData("total_bytes", progress.total())
                        .withData("file", progress.file())
                        .build();
            case LocalModel.State.Loading loading ->
                response.down().withData("state", "loading").build();
            case LocalModel.State.Failed failed ->
                response.down()
                        .withData("state", "failed")
                        .withData("code", failed.why().code().name())
                        .withData("message", String.valueOf(failed.why().getMessage()))
                        .build();
            case LocalModel.State.Closed closed ->
                response.down().withData("state", "closed").build();
        };
    }
}
