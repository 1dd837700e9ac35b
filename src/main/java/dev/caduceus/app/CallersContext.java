package dev.caduceus.app;

import dev.caduceus.chat.Caller;
import dev.caduceus.chat.Origin;
import dev.caduceus.tool.ToolBinding;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;

/**
 * Runs a bean's tool in a request context of its own, in which the caller is Quarkus' current identity: security
 * annotations on the method hold, and what the tool injects knows who asks.
 */
final class CallersContext {
    private CallersContext() {}

    static ToolBinding in(ToolBinding tool) {
        ToolBinding.Body body = tool.body();
        return tool.withBody(arguments -> {
            ManagedContext context = Arc.container().requestContext();
            boolean own = !context.isActive();
            if (own) {
                context.activate();
            }
            try {
                Arc.container()
                        .instance(CurrentIdentityAssociation.class)
                        .get()
                        .setIdentity(identity(Origin.current().caller()));
                return body.run(arguments);
            } finally {
                if (own) {
                    context.terminate();
                }
            }
        });
    }

    private static SecurityIdentity identity(Caller caller) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(caller.name()))
                .setAnonymous(caller.anonymous())
                .addRoles(caller.roles())
                .build();
    }
}
