package dev.caduceus.chat;

import static dev.caduceus.chat.CaduceusException.require;

import java.util.Set;

/**
 * Who asks.
 *
 * @param name unique among the callers, such as {@code key:web} or {@code user:ann}; empty for nobody in particular
 * @param roles what the caller was given to do
 */
public record Caller(String name, Set<String> roles) {
    /** A caller that showed no credentials. */
    public static final Caller ANONYMOUS = new Caller("", Set.of());

    /** In a set of roles: whoever the caller is, if it is someone. As Jakarta's and Quarkus' annotations have it. */
    public static final String ANYONE_KNOWN = "**";

    /** What OpenID Connect allows a subject, and the columns of an owner. */
    public static final int LONGEST_NAME = 255;

    public Caller {
        roles = Set.copyOf(roles);
        require(
                name.length() <= LONGEST_NAME,
                "a caller's name has at most %s characters but had %s",
                LONGEST_NAME,
                name.length());
    }

    public boolean anonymous() {
        return name.isEmpty();
    }

    /** Whether the caller has one of these roles, or none is demanded. */
    public boolean has(Set<String> demanded) {
        return demanded.isEmpty()
                || (demanded.contains(ANYONE_KNOWN) && !anonymous())
                || demanded.stream().anyMatch(roles::contains);
    }
}
