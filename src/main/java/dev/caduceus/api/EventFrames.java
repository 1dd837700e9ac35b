package dev.caduceus.api;

import dev.caduceus.schema.Json;
import java.util.List;

/** One turn's events on the wire, numbered from 1. Not safe for several threads. */
final class EventFrames implements EventOutput.Frames<WireEvent> {
    private long id;

    @Override
    public List<String> of(WireEvent event) {
        id++;
        return List.of("event: %s\nid: %d\ndata: %s".formatted(event.name(), id, Json.write(event.data())));
    }

    @Override
    public boolean last(WireEvent event) {
        return event.isLast();
    }
}
