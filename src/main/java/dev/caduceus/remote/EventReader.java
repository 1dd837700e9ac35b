package dev.caduceus.remote;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Bytes, cut anywhere → the data of server-sent events, as the HTML standard reads them. Not safe for several threads. */
final class EventReader {
    /** No event of a token comes near it. */
    private static final int LONGEST_LINE = 8 << 20;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final List<String> data = new ArrayList<>();
    private boolean afterReturn;

    /** What these bytes complete. */
    List<String> push(byte[] bytes) throws Trouble {
        var events = new ArrayList<String>();
        for (byte next : bytes) {
            boolean secondOfTwo = afterReturn && next == '\n';
            afterReturn = next == '\r';
            if (secondOfTwo) {
                continue;
            }
            if (next == '\n' || next == '\r') {
                end(events);
            } else {
                line.write(next);
            }
        }
        if (line.size() > LONGEST_LINE) {
            throw Trouble.broken("sent a line of more than " + LONGEST_LINE + " bytes");
        }
        return events;
    }

    private void end(List<String> events) {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (text.startsWith("data:")) {
            String value = text.substring("data:".length());
            data.add(value.startsWith(" ") ? value.substring(1) : value);
        } else if (text.isEmpty() && !data.isEmpty()) {
            events.add(String.join("\n", data));
            data.clear();
        }
    }
}
