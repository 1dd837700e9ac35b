package dev.caduceus.app;

import dev.caduceus.model.Shelf;
import io.quarkus.dev.console.DevConsoleManager;
import java.util.Map;

/** Dev mode's own globals: they stand outside the class loader that a live reload throws away. */
final class DevShelf implements Shelf {
    private static final String NAME = "caduceus.network";

    @Override
    public boolean isEmpty() {
        return things().isEmpty();
    }

    @Override
    public Map<String, Object> take() {
        Map<String, Object> things = things();
        DevConsoleManager.setGlobal(NAME, Map.of());
        return things;
    }

    @Override
    public boolean put(Map<String, Object> things) {
        if (!isEmpty()) {
            return false;
        }
        DevConsoleManager.setGlobal(NAME, things);
        return true;
    }

    private static Map<String, Object> things() {
        Map<String, Object> things = DevConsoleManager.getGlobal(NAME);
        return things == null ? Map.of() : things;
    }
}
