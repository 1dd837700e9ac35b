package dev.caduceus.tool;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Origin;
import dev.caduceus.chat.Redacted;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolResult;
import io.smallrye.mutiny.Uni;
import jakarta.validation.ConstraintViolationException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs a checked call on a virtual thread of its own, within its limits. */
record Runner(ToolLimits limits, ToolObserver observer) {
    private static final Logger LOG = System.getLogger(Runner.class.getName());

    ToolResult run(Prepared prepared, Origin origin) {
        ToolCall call = switch (prepared) {
            case Prepared.Ready ready -> ready.call();
            case Prepared.Refused refused -> refused.call();
        };
        ToolObserver.Watch watch = observer.begins(call, origin);
        long start = System.nanoTime();
        ToolResult result = switch (prepared) {
            case Prepared.Ready ready -> run(ready, origin, watch);
            case Prepared.Refused refused -> refused.failure();
        };
        watch.ended(result, Duration.ofNanos(System.nanoTime() - start));
        return result;
    }

    private ToolResult run(Prepared.Ready ready, Origin origin, ToolObserver.Watch watch) {
        ToolCall call = ready.call();
        var task = new FutureTask<>(() -> JavaValues.write(origin.during(() -> settled(ready)), limits.resultBytes()));
        Thread.ofVirtual().name("caduceus-tool-" + call.name()).start(watch.around(task));
        try {
            String json = task.get(limits.time().toNanos(), TimeUnit.NANOSECONDS);
            return new ToolResult.Success(call.id(), call.name(), json);
        } catch (ExecutionException e) {
            return failure(call, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            task.cancel(true);
            return failure(call, timeout(call));
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            return failure(call, CaduceusException.of(ErrorCode.CANCELLED, "The call was cancelled"));
        }
    }

    private static @Nullable Object settled(Prepared.Ready ready) throws Exception {
        Object result = ready.tool().body().run(ready.arguments());
        return switch (result) {
            case null -> null;
            case CompletionStage<?> stage -> stage.toCompletableFuture().get();
            case Uni<?> uni -> uni.subscribeAsCompletionStage().get();
            default -> result;
        };
    }

    private CaduceusException timeout(ToolCall call) {
        return CaduceusException.of(
                ErrorCode.TOOL_TIMEOUT,
                "The tool %s gave no answer within %s ms",
                call.name(),
                limits.time().toMillis());
    }

    private static ToolResult.Failure failure(ToolCall call, Throwable cause) {
        return switch (cause) {
            case CaduceusException error -> failure(call, error.code(), String.valueOf(error.getMessage()));
            case ConstraintViolationException error ->
                failure(call, ErrorCode.BAD_ARGUMENTS, Violations.words(error.getConstraintViolations()));
            case ExecutionException error when error.getCause() != null -> failure(call, error.getCause());
            default -> {
                // No message, which may hold a query, a path, a password or what the user said.
                LOG.log(Level.WARNING, "The tool {0} failed: {1}", call.name(), Redacted.of(cause));
                LOG.log(Level.DEBUG, "The tool " + call.name() + " failed", cause);
                yield failure(call, ErrorCode.TOOL_FAILED, "The tool %s failed".formatted(call.name()));
            }
        };
    }

    private static ToolResult.Failure failure(ToolCall call, ErrorCode code, String message) {
        return new ToolResult.Failure(call.id(), call.name(), code, message);
    }
}
