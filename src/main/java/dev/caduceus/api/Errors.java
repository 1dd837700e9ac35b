package dev.caduceus.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Redacted;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Turns whatever was thrown into an {@link ErrorBody} and one line of the log. */
final class Errors {
    private static final Logger LOG = Logger.getLogger(Errors.class);

    /** Seconds after which a caller that met a limit may come back. */
    private static final int RETRY_AFTER_SECONDS = 2;

    @Inject
    RequestId requestId;

    @Inject
    RoutingContext http;

    @Inject
    Refusals refusals;

    @Inject
    ApiSettings settings;

    @ServerExceptionMapper
    public Response map(CaduceusException error) {
        return respond(error.code(), error.code().status(), String.valueOf(error.getMessage()));
    }

    @ServerExceptionMapper
    public Response map(JsonProcessingException error) {
        return malformed(error);
    }

    /** Quarkus has a mapper of its own for this subclass, which answers without a body. */
    @ServerExceptionMapper
    public Response map(MismatchedInputException error) {
        return malformed(error);
    }

    @ServerExceptionMapper
    public Response map(WebApplicationException error) {
        var json = jsonCause(error);
        if (json != null) {
            return malformed(json);
        }
        int status = error.getResponse().getStatus();
        ErrorCode code = switch (status) {
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.NOT_FOUND;
            case 413 -> ErrorCode.REQUEST_TOO_LARGE;
            default -> status < 500 ? ErrorCode.BAD_REQUEST : ErrorCode.INTERNAL;
        };
        return respond(code, status, String.valueOf(error.getMessage()));
    }

    @ServerExceptionMapper
    public Response map(RuntimeException error) {
        if (settings.logContent()) {
            LOG.errorf(error, "request %s failed: %s", requestId.value(), error);
        } else {
            // Its message may quote what was said; where it came from does not.
            LOG.errorf("request %s failed: %s", requestId.value(), Redacted.of(error));
        }
        return respond(
                ErrorCode.INTERNAL,
                ErrorCode.INTERNAL.status(),
                "Something went wrong inside; the log has it under the request's id.");
    }

    private Response malformed(JsonProcessingException error) {
        var at = error.getLocation();
        String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return respond(
                ErrorCode.MALFORMED_JSON,
                ErrorCode.MALFORMED_JSON.status(),
                "The body can't be read as the JSON expected here" + where + ": " + error.getOriginalMessage());
    }

    private Response respond(ErrorCode code, int status, String message) {
        var response = Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(refusals.told(new ErrorBody(code, message, requestId.value()), http.normalizedPath()));
        if (status == 429 || status == 503) {
            response.header("Retry-After", RETRY_AFTER_SECONDS);
        }
        return response.build();
    }

    private static @Nullable JsonProcessingException jsonCause(Throwable error) {
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof JsonProcessingException json) {
                return json;
            }
        }
        return null;
    }
}
