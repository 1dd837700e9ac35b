package dev.caduceus.hub;

/**
 * What opens private and gated models. Never written anywhere but into the header of a request to the hub itself.
 *
 * @param value empty where there is none
 */
record AccessToken(String value) {
    static final AccessToken NONE = new AccessToken("");

    AccessToken {
        value = value.strip();
    }

    boolean isPresent() {
        return !value.isEmpty();
    }

    @Override
    public String toString() {
        return isPresent() ? "(a token)" : "(no token)";
    }
}
