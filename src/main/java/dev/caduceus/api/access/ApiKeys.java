package dev.caduceus.api.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/** What a caller shows → the key that it is. */
final class ApiKeys {
    private final List<ApiKey> keys;

    ApiKeys(List<ApiKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Takes as long for a key that is nearly right as for any other: all hashes are compared, each to its end. */
    Optional<ApiKey> find(String shown) {
        byte[] digest = sha256(shown);
        Optional<ApiKey> found = Optional.empty();
        for (ApiKey key : keys) {
            if (MessageDigest.isEqual(key.digest(), digest)) {
                found = Optional.of(key);
            }
        }
        return found;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
