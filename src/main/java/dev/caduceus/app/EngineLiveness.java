package dev.caduceus.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down once the engine of a loaded model has ended by an error of its own: only a new start of the process helps then. */
@Liveness
@ApplicationScoped
public class EngineLiveness implements HealthCheck {
    private final LocalModel model;

    @Inject
    EngineLiveness(LocalModel model) {
        this.model = model;
    }

    @Override
    public HealthCheckResponse call() {
        boolean stopped = model.state() instanceof LocalModel.State.Ready(LoadedModel loaded)
                && loaded.stats().stopped();
        return HealthCheckResponse.named("engine").status(!stopped).build();
    }
}
