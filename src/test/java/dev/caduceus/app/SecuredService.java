package dev.caduceus.app;

import dev.caduceus.schema.Json;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/** The service as it is with keys, an identity provider, and a tool that not everybody may use. */
public final class SecuredService implements QuarkusTestProfile {
    static final String WEB = "cad-web-6f1c0e7d";
    static final String BOSS = "cad-boss-0b2a55e1";
    static final String BUSY = "cad-busy-77aa12f0";
    static final String STRANGER = "cad-stranger-1d0c";
    static final int A_MINUTE = 150;

    /** The class is loaded once for the profile and once for the application, and both have to mean the same key pair. */
    private static final String PRIVATE_KEY = SecuredService.class.getName() + ".key";

    private static final String PUBLIC_KEY = SecuredService.class.getName() + ".public";

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    /** An alternative, for every bean with tools is offered by the service, in all other tests too. */
    @Alternative
    @ApplicationScoped
    @RolesAllowed("boss")
    public static class Refunds {
        @Inject
        SecurityIdentity identity;

        @Tool("Refund an order.")
        public String refund_order(@P(value = "Order", required = true) String order_id) {
            return "refunded by " + identity.getPrincipal().getName();
        }
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(Refunds.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        var settings = new HashMap<String, String>();
        settings.put("caduceus.security.required", "always");
        settings.put("caduceus.security.roles", "chat,boss");
        settings.put("caduceus.limits.requests-per-minute", String.valueOf(A_MINUTE));
        key(settings, "web", WEB, "chat");
        key(settings, "boss", BOSS, "boss");
        key(settings, "busy", BUSY, "chat");
        key(settings, "stranger", STRANGER, "gardener");
        settings.put("caduceus.security.jwt.keys", publicKey());
        settings.put("caduceus.security.jwt.issuer", "https://login.example.org");
        settings.put("caduceus.security.jwt.audience", "caduceus");
        return settings;
    }

    private static void key(Map<String, String> settings, String name, String key, String role) {
        settings.put("caduceus.security.keys." + name + ".hash", "sha256:" + sha256(key));
        settings.put("caduceus.security.keys." + name + ".roles", role);
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The profile is asked more than once. */
    private static String publicKey() {
        String known = System.getProperty(PUBLIC_KEY);
        if (known != null) {
            return known;
        }
        try {
            KeyPair pair = newKeys();
            Path file = Files.createTempFile("caduceus-public", ".pem");
            file.toFile().deleteOnExit();
            String body =
                    Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded());
            Files.writeString(file, "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n");
            System.setProperty(
                    PRIVATE_KEY,
                    Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()));
            System.setProperty(PUBLIC_KEY, file.toUri().toString());
            return file.toUri().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a token says; ann is a boss. */
    static Map<String, Object> claims() {
        long now = Instant.now().getEpochSecond();
        var claims = new HashMap<String, Object>();
        claims.put("iss", "https://login.example.org");
        claims.put("aud", "caduceus");
        claims.put("sub", "ann");
        claims.put("groups", Set.of("boss"));
        claims.put("iat", now);
        claims.put("exp", now + 600);
        return claims;
    }

    static String token(Map<String, Object> claims) {
        try {
            byte[] key = Base64.getDecoder().decode(System.getProperty(PRIVATE_KEY));
            return token(claims, KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String tokenOfAnotherIssuersKey() {
        return token(claims(), newKeys().getPrivate());
    }

    private static String token(Map<String, Object> claims, java.security.PrivateKey key) {
        try {
            String head = part("{\"alg\": \"RS256\", \"typ\": \"JWT\"}");
            String signed = head + "." + part(Json.MAPPER.valueToTree(claims).toString());
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String unsignedToken() {
        return part("{\"alg\": \"none\"}") + "."
                + part(Json.MAPPER.valueToTree(claims()).toString()) + ".AA";
    }

    private static String part(String json) {
        return URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
