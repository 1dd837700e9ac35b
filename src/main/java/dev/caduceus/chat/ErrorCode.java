package dev.caduceus.chat;

/** Every code that a client, a model or a log can meet, with the HTTP status it maps to. The names are stable. */
public enum ErrorCode {
    /** A request that says something impossible: an option out of range, an unknown role, no message. */
    BAD_REQUEST(400),
    /** A body that is no JSON, or JSON of another shape. */
    MALFORMED_JSON(400),
    /** A parameter that is known but not offered, by name. */
    UNSUPPORTED(400),
    /** No credentials where some are needed, or such as nobody here was given. */
    UNAUTHENTICATED(401),
    /** A caller that is known, and may not. */
    FORBIDDEN(403),
    NOT_FOUND(404),
    /** A conversation that already has a running turn. */
    CONVERSATION_BUSY(409),
    REQUEST_TOO_LARGE(413),
    /** The prompt alone does not fit the model's context. */
    PROMPT_TOO_LONG(413),
    /** A caller or a queue is past its limit; the answer says when to come back. */
    OVERLOADED(429),
    /** One caller's own limit on requests a minute or at a time; the answer says when to come back. */
    RATE_LIMITED(429),
    /** The client left, or asked to stop. */
    CANCELLED(499),
    INTERNAL(500),
    /** The model is still being loaded, or could not be. */
    MODEL_NOT_READY(503),
    /** The database cannot be reached; what was said before is not lost. */
    DATABASE_DOWN(503),
    /** A remote engine that broke off, or answered what cannot be understood. */
    REMOTE_FAILED(502),
    /** A reader that takes its events more slowly than the limit allows. */
    SLOW_READER(503),

    /** A model that could not be fetched from the hub, and why: the network, a refusal, the disk. */
    DOWNLOAD_FAILED(503),
    /** A model's folder that cannot be used: a file missing, truncated or contradicting another. */
    BAD_MODEL(500),
    /** A config.json that names an architecture this engine does not know. */
    UNKNOWN_ARCHITECTURE(500),

    /** A call to a tool that was not offered. */
    UNKNOWN_TOOL(404),
    /** A call whose arguments break the tool's schema; never reaches the method. */
    BAD_ARGUMENTS(400),
    /** A tool that threw. */
    TOOL_FAILED(502),
    TOOL_TIMEOUT(504),
    /** A tool whose result is past the size limit. */
    RESULT_TOO_LARGE(502),
    /** A limit on rounds, calls a round or repeats. */
    TOOL_LIMIT(429),
    /** A structured answer that does not match the schema asked for. */
    BAD_STRUCTURED_ANSWER(502);

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    /** The HTTP status; 4xx is the caller's to mend, 5xx ours. */
    public int status() {
        return status;
    }
}
