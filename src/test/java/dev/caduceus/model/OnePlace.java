package dev.caduceus.model;

import java.util.Map;

/** A shelf with room for one network. */
final class OnePlace implements Shelf {
    Map<String, Object> things = Map.of();

    @Override
    public boolean isEmpty() {
        return things.isEmpty();
    }

    @Override
    public Map<String, Object> take() {
        Map<String, Object> taken = things;
        things = Map.of();
        return taken;
    }

    @Override
    public boolean put(Map<String, Object> put) {
        things = put;
        return true;
    }
}
