package dev.caduceus.langchain4j;

import dev.caduceus.chat.CaduceusException;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.UnsupportedFeatureException;

/**
 * Our errors → LangChain4j's, whose types say whether to try again: what the request did wrong is not tried again, what the
 * service could not do just now is. The code stands before the message, the original is the cause.
 */
final class Failures {
    private Failures() {}

    static LangChain4jException ofLangChain4j(CaduceusException error) {
        String message = error.code() + ": " + error.getMessage();
        return switch (error.code()) {
            case UNSUPPORTED -> new UnsupportedFeatureException(String.valueOf(error.getMessage()));
            case OVERLOADED, RATE_LIMITED -> new RateLimitException(message, error);
            case CANCELLED -> new LangChain4jException(message, error);
            case UNAUTHENTICATED, FORBIDDEN -> new AuthenticationException(message, error);
            case BAD_REQUEST,
                    MALFORMED_JSON,
                    NOT_FOUND,
                    CONVERSATION_BUSY,
                    REQUEST_TOO_LARGE,
                    PROMPT_TOO_LONG,
                    UNKNOWN_ARCHITECTURE,
                    BAD_MODEL,
                    TOOL_LIMIT -> new InvalidRequestException(message, error);
            case INTERNAL,
                    MODEL_NOT_READY,
                    DOWNLOAD_FAILED,
                    DATABASE_DOWN,
                    REMOTE_FAILED,
                    SLOW_READER,
                    UNKNOWN_TOOL,
                    BAD_ARGUMENTS,
                    TOOL_FAILED,
                    TOOL_TIMEOUT,
                    RESULT_TOO_LARGE,
                    BAD_STRUCTURED_ANSWER -> new InternalServerException(message, error);
        };
    }
}
