package dev.caduceus.api.access;

import static dev.caduceus.chat.CaduceusException.require;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A key that was given out. Only its hash is known here; a key is long and random, so a fast hash is enough.
 *
 * @param name whose it is, in the settings, the log and the audit
 * @param hash {@code sha256:} and 64 hexadecimal digits
 * @param roles what its holder may do
 */
public record ApiKey(String name, String hash, Set<String> roles) {
    private static final int LONGEST_NAME = 64;
    private static final String ALGORITHM = "sha256:";
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}");

    public ApiKey {
        hash = hash.toLowerCase(Locale.ROOT);
        roles = Set.copyOf(roles);
        require(
                name.length() <= LONGEST_NAME,
                "a key's name has at most %s characters but '%s' has %s",
                LONGEST_NAME,
                name,
                name.length());
        // The value is not shown: someone may have put the key itself there.
        require(
                hash.startsWith(ALGORITHM)
                        && DIGITS.matcher(hash.substring(ALGORITHM.length())).matches(),
                "caduceus.security.keys.%s.hash must be sha256: and 64 hexadecimal digits; docs/operations.md has the"
                        + " line that makes one",
                name);
    }

    /** 32 bytes. */
    byte[] digest() {
        return HexFormat.of().parseHex(hash.substring(ALGORITHM.length()));
    }
}
