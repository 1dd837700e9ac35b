package dev.caduceus.api;

import dev.caduceus.api.access.Callers;
import dev.caduceus.chat.Caller;
import dev.caduceus.chat.Origin;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Who sent the current request. */
@ApplicationScoped
public class CurrentCaller {
    private final SecurityIdentity identity;
    private final RequestId requestId;

    @Inject
    CurrentCaller(SecurityIdentity identity, RequestId requestId) {
        this.identity = identity;
        this.requestId = requestId;
    }

    public Caller value() {
        return Callers.of(identity);
    }

    /** The caller and the request, for what comes of it. */
    public Origin origin() {
        return new Origin(value(), requestId.value());
    }
}
