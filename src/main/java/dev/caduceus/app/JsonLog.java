package dev.caduceus.app;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.util.logging.Handler;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/**
 * One JSON object a line on the console, with the ids of request and conversation under {@code mdc}, where the settings
 * say so. From the application's start on; what Quarkus says before that stays text.
 */
@ApplicationScoped
public class JsonLog {
    private final CaduceusConfig config;

    @Inject
    JsonLog(CaduceusConfig config) {
        this.config = config;
    }

    void format(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent start) {
        if (config.log().json()) {
            for (Handler handler : InitialConfigurator.DELAYED_HANDLER.getHandlers()) {
                format(handler);
            }
        }
    }

    private static void format(Handler handler) {
        if (handler instanceof ConsoleHandler) {
            handler.setFormatter(new JsonFormatter());
        } else if (handler instanceof ExtHandler outer) {
            for (Handler inner : outer.getHandlers()) {
                format(inner);
            }
        }
    }
}
