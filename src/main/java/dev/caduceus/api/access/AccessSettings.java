package dev.caduceus.api.access;

import java.util.List;
import java.util.Set;

/**
 * Who is let in.
 *
 * @param required who has to show credentials
 * @param keys those that were given out
 * @param tokens whether an identity provider's tokens are taken, too
 * @param roles of which a caller with credentials needs one; empty = any caller with credentials
 * @param openMetrics whether {@code /q/metrics} needs no credentials
 * @param limits each caller's own
 */
public record AccessSettings(
        Required required,
        List<ApiKey> keys,
        boolean tokens,
        Set<String> roles,
        boolean openMetrics,
        CallerLimits limits) {
    public AccessSettings {
        keys = List.copyOf(keys);
        roles = Set.copyOf(roles);
    }

    /** Whether any credentials could be right. */
    boolean anyCredentials() {
        return tokens || !keys.isEmpty();
    }

    /** Who has to show credentials. */
    public enum Required {
        /** Everybody. */
        ALWAYS,
        /** Everybody but programs on this machine that ask it directly; see {@link Locality}. */
        REMOTE,
        /** Nobody; credentials that are shown are looked at all the same. */
        NEVER
    }

    /**
     * What one caller may ask for.
     *
     * @param requestsPerMinute 0 = as many as it likes; all of a minute's may come at once
     * @param concurrentRequests 0 = as many as it likes
     */
    public record CallerLimits(int requestsPerMinute, int concurrentRequests) {}
}
