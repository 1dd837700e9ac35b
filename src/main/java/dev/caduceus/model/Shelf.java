package dev.caduceus.model;

import java.util.Map;

/**
 * Where a loaded network waits for whoever opens the same folder next. In dev mode each live reload brings classes of its
 * own and closes what the last ones had opened: what lies here is of types that outlive them, the JDK's and DJL's.
 */
public interface Shelf {
    /** Keeps nothing. */
    Shelf NONE = new Shelf() {
        @Override
        public boolean isEmpty() {
            return true;
        }

        @Override
        public Map<String, Object> take() {
            return Map.of();
        }

        @Override
        public boolean put(Map<String, Object> things) {
            return false;
        }
    };

    boolean isEmpty();

    /** Gives away what lies here, once; an empty map where nothing does. */
    Map<String, Object> take();

    /** @return false where the things are still the caller's to close */
    boolean put(Map<String, Object> things);
}
