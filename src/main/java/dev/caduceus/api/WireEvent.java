package dev.caduceus.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One server-sent event.
 *
 * @param name after {@code event:}
 * @param data after {@code data:}, one JSON object
 */
record WireEvent(String name, ObjectNode data) {
    static final String DONE = "done";
    static final String FAILED = "failed";

    boolean isLast() {
        return name.equals(DONE) || name.equals(FAILED);
    }
}
