package dev.caduceus.chat;

/** What became of a call. Both cases go back to the model, and to the client, as JSON. */
public sealed interface ToolResult {
    String callId();

    String name();

    /** @param json the result as JSON text */
    record Success(String callId, String name, String json) implements ToolResult {}

    /** @param message one or two plain sentences that a model can act on */
    record Failure(String callId, String name, ErrorCode code, String message) implements ToolResult {
        /** As much of a broken call as a model needs to recognise it. */
        private static final int SHOWN = 400;

        /**
         * A call that can't be one.
         *
         * @param name may be empty: it may be what could not be read
         * @param raw the text as the model wrote it
         */
        public static Failure unreadable(String callId, String name, String raw, String reason) {
            String shown = raw.length() <= SHOWN ? raw : raw.substring(0, SHOWN) + "…";
            return new Failure(
                    callId,
                    name,
                    ErrorCode.BAD_ARGUMENTS,
                    "The call could not be read: %s. It was written as: %s".formatted(reason, shown));
        }
    }
}
