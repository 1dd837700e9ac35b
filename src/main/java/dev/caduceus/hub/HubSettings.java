package dev.caduceus.hub;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where the hub and its local cache are, as the environment variables of {@code huggingface_hub} say.
 *
 * @param cache the folder that holds {@code models--owner--name}
 * @param endpoint the hub's address, without a slash at its end
 * @param offline nothing is asked of the hub
 */
public record HubSettings(Path cache, URI endpoint, AccessToken token, boolean offline) {
    private static final String HF_HOME = "HF_HOME";
    private static final String HF_HUB_CACHE = "HF_HUB_CACHE";
    private static final String OLD_HUB_CACHE = "HUGGINGFACE_HUB_CACHE";
    private static final String XDG_CACHE_HOME = "XDG_CACHE_HOME";
    private static final String HF_TOKEN = "HF_TOKEN";
    private static final String OLD_TOKEN = "HUGGING_FACE_HUB_TOKEN";
    private static final String HF_TOKEN_PATH = "HF_TOKEN_PATH";
    private static final String NO_TOKEN = "HF_HUB_DISABLE_IMPLICIT_TOKEN";
    private static final String HF_ENDPOINT = "HF_ENDPOINT";
    private static final String HF_HUB_OFFLINE = "HF_HUB_OFFLINE";
    private static final String TRANSFORMERS_OFFLINE = "TRANSFORMERS_OFFLINE";

    private static final String DEFAULT_ENDPOINT = "https://huggingface.co";
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");

    /** Every variable that is looked at. */
    public static final List<String> VARIABLES = List.of(
            HF_HOME,
            HF_HUB_CACHE,
            OLD_HUB_CACHE,
            XDG_CACHE_HOME,
            HF_TOKEN,
            OLD_TOKEN,
            HF_TOKEN_PATH,
            NO_TOKEN,
            HF_ENDPOINT,
            HF_HUB_OFFLINE,
            TRANSFORMERS_OFFLINE);

    /**
     * @param environment of {@link #VARIABLES}, those that are set
     * @param userHome what {@code ~} stands for
     * @throws CaduceusException {@code DOWNLOAD_FAILED} where {@code HF_ENDPOINT} is no address
     */
    public static HubSettings of(Map<String, String> environment, Path userHome) {
        var variables = new Variables(environment, userHome);
        Path home = variables.path(
                HF_HOME,
                variables.path(XDG_CACHE_HOME, userHome.resolve(".cache")).resolve("huggingface"));
        return new HubSettings(
                variables.path(HF_HUB_CACHE, variables.path(OLD_HUB_CACHE, home.resolve("hub"))),
                endpoint(variables.text(HF_ENDPOINT, DEFAULT_ENDPOINT)),
                token(variables, home),
                variables.flag(HF_HUB_OFFLINE) || variables.flag(TRANSFORMERS_OFFLINE));
    }

    private static URI endpoint(String text) {
        try {
            URI endpoint = URI.create(text.replaceFirst("/+$", ""));
            if (Set.of("http", "https").contains(String.valueOf(endpoint.getScheme())) && endpoint.getHost() != null) {
                return endpoint;
            }
        } catch (IllegalArgumentException e) {
            // Told below, as for any other text that is no address.
        }
        throw CaduceusException.of(
                ErrorCode.DOWNLOAD_FAILED,
                "HF_ENDPOINT is '%s', but must be an address such as %s",
                text,
                DEFAULT_ENDPOINT);
    }

    private static AccessToken token(Variables variables, Path home) {
        if (variables.flag(NO_TOKEN)) {
            return AccessToken.NONE;
        }
        String token = variables.text(HF_TOKEN, variables.text(OLD_TOKEN, ""));
        Path file = variables.path(HF_TOKEN_PATH, home.resolve("token"));
        if (!token.isBlank() || !Files.isReadable(file)) {
            return new AccessToken(token);
        }
        try {
            return new AccessToken(Files.readString(file));
        } catch (IOException e) {
            throw new CaduceusException(
                    ErrorCode.DOWNLOAD_FAILED, "the token file " + file + " can't be read; set HF_TOKEN instead", e);
        }
    }

    private record Variables(Map<String, String> values, Path userHome) {
        String text(String name, String fallback) {
            String value = values.getOrDefault(name, "").strip();
            return value.isEmpty() ? fallback : value;
        }

        boolean flag(String name) {
            return TRUE.contains(text(name, "").toUpperCase(Locale.ROOT));
        }

        Path path(String name, Path fallback) {
            String value = text(name, "");
            if (value.isEmpty()) {
                return fallback;
            }
            return value.equals("~") || value.startsWith("~/")
                    ? userHome.resolve(value.substring(Math.min(2, value.length())))
                    : Path.of(value);
        }
    }
}
