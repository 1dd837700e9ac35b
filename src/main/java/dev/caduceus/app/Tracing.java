package dev.caduceus.app;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.Origin;
import dev.caduceus.chat.TokenUsage;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolResult;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.conversation.TurnObserver;
import dev.caduceus.conversation.TurnResult;
import dev.caduceus.tool.ToolObserver;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Spans by OpenTelemetry's conventions for generative AI: a turn ({@code invoke_agent}), in it the model's replies
 * ({@code chat}) and the calls of tools ({@code execute_tool}). Nothing that was said stands in them. Also the ids under
 * which a turn's threads log.
 */
@ApplicationScoped
public class Tracing implements TurnObserver, ToolObserver {
    private static final String AGENT = "caduceus";
    private static final String UNKNOWN = "unknown";

    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    private static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");

    private final Tracer tracer;

    @Inject
    Tracing(OpenTelemetry telemetry) {
        tracer = telemetry.getTracer("dev.caduceus");
    }

    @Override
    public TurnObserver.Watch begins(TurnRequest request) {
        Origin origin = request.origin();
        Span span = tracer.spanBuilder("invoke_agent " + AGENT)
                .setAttribute(OPERATION, "invoke_agent")
                .setAttribute("gen_ai.agent.name", AGENT)
                .setAttribute("gen_ai.conversation.id", origin.conversation())
                .startSpan();
        Context context = Context.current().with(span);
        return new TurnObserver.Watch() {
            @Override
            public Runnable around(Runnable work) {
                return context.wrap(() -> named(origin, work));
            }

            @Override
            public void done(TurnResult result) {
                end(span, result.done().finishReason(), result.done().usage());
            }

            @Override
            public void failed(CaduceusException error) {
                fail(span, error.code());
            }
        };
    }

    /** @param model its name */
    Span reply(String model) {
        return tracer.spanBuilder("chat " + model)
                .setAttribute(OPERATION, "chat")
                .setAttribute("gen_ai.provider.name", AGENT)
                .setAttribute("gen_ai.request.model", model)
                .setAttribute("gen_ai.response.model", model)
                .startSpan();
    }

    @Override
    public ToolObserver.Watch begins(ToolCall call, Origin origin) {
        Span span = tracer.spanBuilder("execute_tool")
                .setAttribute(OPERATION, "execute_tool")
                .setAttribute("gen_ai.tool.type", "function")
                .setAttribute("gen_ai.tool.call.id", call.id())
                .startSpan();
        Context context = Context.current().with(span);
        return new ToolObserver.Watch() {
            @Override
            public Runnable around(Runnable work) {
                return context.wrap(() -> named(origin, work));
            }

            @Override
            public void ended(ToolResult result, Duration time) {
                // A name that no tool has is the model's own words.
                boolean unknown =
                        result instanceof ToolResult.Failure failure && failure.code() == ErrorCode.UNKNOWN_TOOL;
                String name = unknown ? UNKNOWN : call.name();
                span.updateName("execute_tool " + name);
                span.setAttribute("gen_ai.tool.name", name);
                if (result instanceof ToolResult.Failure failure) {
                    fail(span, failure.code());
                } else {
                    span.end();
                }
            }
        };
    }

    static void end(Span span, FinishReason reason, TokenUsage usage) {
        span.setAttribute(FINISH_REASONS, List.of(reason.name().toLowerCase(Locale.ROOT)));
        span.setAttribute("gen_ai.usage.input_tokens", usage.prompt());
        span.setAttribute("gen_ai.usage.output_tokens", usage.completion());
        span.end();
    }

    static void fail(Span span, ErrorCode code) {
        span.setAttribute("error.type", code.name());
        span.setStatus(StatusCode.ERROR);
        span.end();
    }

    /** What {@code work} logs stands under the ids of its request and its conversation. */
    private static void named(Origin origin, Runnable work) {
        Object request = MDC.put("request", origin.request());
        Object conversation = MDC.put("conversation", origin.conversation());
        try {
            work.run();
        } finally {
            restore("request", request);
            restore("conversation", conversation);
        }
    }

    private static void restore(String name, @Nullable Object before) {
        if (before == null) {
            MDC.remove(name);
        } else {
            MDC.put(name, before);
        }
    }
}
