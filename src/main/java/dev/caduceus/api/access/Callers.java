package dev.caduceus.api.access;

import dev.caduceus.chat.Caller;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.RoutingContext;

/** Quarkus' identity → our caller. */
public final class Callers {
    /** An identity's attribute: what its name is one of, so that a key and a user of the same name are two callers. */
    static final String KIND = "caduceus.kind";

    private Callers() {}

    public static Caller of(SecurityIdentity identity) {
        return identity.isAnonymous() ? Caller.ANONYMOUS : new Caller(name(identity), identity.getRoles());
    }

    static String name(SecurityIdentity identity) {
        Object kind = identity.getAttribute(KIND);
        return (kind == null ? "user" : kind) + ":" + identity.getPrincipal().getName();
    }

    static Caller of(RoutingContext http) {
        return http.user() instanceof QuarkusHttpUser user ? of(user.getSecurityIdentity()) : Caller.ANONYMOUS;
    }
}
