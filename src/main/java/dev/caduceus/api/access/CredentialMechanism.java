package dev.caduceus.api.access;

import dev.caduceus.chat.Caller;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AnonymousAuthenticationRequest;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.smallrye.jwt.runtime.auth.JsonWebTokenCredential;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * {@code Authorization: Bearer …} with a key or a token, or {@code X-API-Key} → an identity. Wrong credentials make an
 * anonymous one and are noted: {@link Admission}, which comes next, answers all that is not let in, in each door's shape.
 */
@ApplicationScoped
public class CredentialMechanism implements HttpAuthenticationMechanism {
    private static final Logger LOG = Logger.getLogger(CredentialMechanism.class);

    /** Before the extension's own mechanism, which would answer a key as a broken token. */
    private static final int FIRST = DEFAULT_PRIORITY + 1000;

    private static final String REFUSED = CredentialMechanism.class.getName() + ".refused";
    private static final Pattern BEARER = Pattern.compile("(?i)Bearer +(\\S+)");

    /** Three parts in base64url, as every signed token has. */
    private static final Pattern TOKEN = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");

    private final AccessSettings settings;
    private final ApiKeys keys;

    @Inject
    CredentialMechanism(AccessSettings settings) {
        this.settings = settings;
        this.keys = new ApiKeys(settings.keys());
    }

    /** Whether credentials were shown that nobody here was given. */
    static boolean refused(RoutingContext http) {
        return http.get(REFUSED) != null;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext http, IdentityProviderManager identities) {
        Optional<String> shown = credentials(http);
        if (shown.isEmpty()) {
            return anonymous(identities);
        }
        Optional<ApiKey> key = keys.find(shown.get());
        if (key.isPresent()) {
            return Uni.createFrom().item(identity(key.get()));
        }
        if (!settings.tokens() || !TOKEN.matcher(shown.get()).matches()) {
            return unknown(http, identities);
        }
        var token = new TokenAuthenticationRequest(new JsonWebTokenCredential(shown.get()));
        return identities
                .authenticate(HttpSecurityUtils.setRoutingContextAttribute(token, http))
                .onItem()
                .transformToUni(identity -> isCaller(identity)
                        ? Uni.createFrom().item(identity)
                        : Uni.createFrom().failure(new AuthenticationFailedException("its name is too long")))
                .onFailure(AuthenticationFailedException.class)
                .invoke(why -> LOG.debug("a token is refused", why))
                .onFailure(AuthenticationFailedException.class)
                .recoverWithUni(() -> unknown(http, identities));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext http) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", Admission.CHALLENGE));
    }

    @Override
    public int getPriority() {
        return FIRST;
    }

    private static boolean isCaller(SecurityIdentity identity) {
        return Callers.name(identity).length() <= Caller.LONGEST_NAME;
    }

    private static Optional<String> credentials(RoutingContext http) {
        String authorization = http.request().getHeader("Authorization");
        if (authorization != null) {
            var bearer = BEARER.matcher(authorization);
            return bearer.matches() ? Optional.of(bearer.group(1)) : Optional.of(authorization);
        }
        return Optional.ofNullable(http.request().getHeader("X-API-Key"));
    }

    private static SecurityIdentity identity(ApiKey key) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(key.name()))
                .addRoles(key.roles())
                .addAttribute(Callers.KIND, "key")
                .build();
    }

    private static Uni<SecurityIdentity> unknown(RoutingContext http, IdentityProviderManager identities) {
        http.put(REFUSED, true);
        return anonymous(identities);
    }

    /** Not null: that would leave the request to the next mechanism. */
    private static Uni<SecurityIdentity> anonymous(IdentityProviderManager identities) {
        return identities.authenticate(AnonymousAuthenticationRequest.INSTANCE);
    }
}
