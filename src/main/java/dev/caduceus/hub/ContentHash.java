package dev.caduceus.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a file's content must hash to, as the hub tells it. Its hexadecimal form is the name of the file's blob, too. */
sealed interface ContentHash {
    Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");
    Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    String hex();

    /** Of large files, which the hub keeps beside its git repository. */
    record Sha256(String hex) implements ContentHash {}

    /** Of files in the git repository itself: git's name of the blob. */
    record GitSha1(String hex) implements ContentHash {}

    /** By the length of {@code hex}, which could be anything a server said; empty where it is neither. */
    static Optional<ContentHash> parse(String hex) {
        if (SHA256.matcher(hex).matches()) {
            return Optional.of(new Sha256(hex));
        }
        return SHA1.matcher(hex).matches() ? Optional.of(new GitSha1(hex)) : Optional.empty();
    }

    /** A digest that is to be given the content, all {@code size} bytes of it. */
    default MessageDigest begin(long size) {
        try {
            return switch (this) {
                case Sha256 hash -> MessageDigest.getInstance("SHA-256");
                case GitSha1 hash -> {
                    MessageDigest digest = MessageDigest.getInstance("SHA-1");
                    digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
                    yield digest;
                }
            };
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1 and SHA-256", e);
        }
    }

    default boolean matches(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest()).equals(hex());
    }
}
