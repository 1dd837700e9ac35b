package dev.caduceus.app;

import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Origin;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolResult;
import dev.caduceus.tool.ToolObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Every call of a tool, whichever door it came through: audited, counted and traced. */
@ApplicationScoped
public class ToolWatch implements ToolObserver {
    /** A model can make up names without end, and each would be a meter of its own. */
    private static final String UNKNOWN = "unknown";

    private final MeterRegistry registry;
    private final Tracing tracing;

    @Inject
    ToolWatch(MeterRegistry registry, Tracing tracing) {
        this.registry = registry;
        this.tracing = tracing;
    }

    @Override
    public Watch begins(ToolCall call, Origin origin) {
        Watch traced = tracing.begins(call, origin);
        return new Watch() {
            @Override
            public Runnable around(Runnable work) {
                return traced.around(work);
            }

            @Override
            public void ended(ToolResult result, Duration time) {
                traced.ended(result, time);
                AuditLog.write(call, origin, result, time);
                count(call, result, time);
            }
        };
    }

    private void count(ToolCall call, ToolResult result, Duration time) {
        Timer.builder("caduceus.tool.calls")
                .description("Calls of tools by what came of them")
                .tag("tool", isUnknown(result) ? UNKNOWN : call.name())
                .tag("outcome", AuditLog.outcome(result))
                .register(registry)
                .record(time);
    }

    private static boolean isUnknown(ToolResult result) {
        return result instanceof ToolResult.Failure failure && failure.code() == ErrorCode.UNKNOWN_TOOL;
    }
}
