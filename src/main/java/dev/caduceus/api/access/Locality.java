package dev.caduceus.api.access;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request comes straight from a program on this machine. A header can only ever make it a stranger's: one that
 * a proxy adds (a proxy on this machine passes on what comes from anywhere), a foreign Host (a web page that had its name
 * point here), and what a browser says of a page from elsewhere.
 */
final class Locality {
    private static final List<String> PROXIED =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via");

    private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F:.]+(%\\w+)?");

    /** What browsers say where the page that asks is this service's own, or nobody's. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private Locality() {}

    static boolean isLocal(HttpServerRequest request) {
        // The connection's, which no setting about forwarded addresses changes.
        SocketAddress peer = request.connection().remoteAddress();
        String address = peer == null ? null : peer.hostAddress();
        return address != null
                && isLocal(address, name -> name.equals("Host") ? host(request) : request.getHeader(name));
    }

    /** Of whichever version of HTTP: the second has a pseudo header in the place of Host. */
    private static @Nullable String host(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        return authority == null ? null : authority.host();
    }

    /**
     * @param peer an address in digits
     * @param header null where it is not there
     */
    static boolean isLocal(String peer, Function<String, @Nullable String> header) {
        String site = header.apply("Sec-Fetch-Site");
        return isLoopback(peer)
                && PROXIED.stream().allMatch(name -> header.apply(name) == null)
                && OWN_NAMES.contains(host(header.apply("Host")))
                && (site == null || OWN_SITES.contains(site));
    }

    private static String host(@Nullable String said) {
        return said == null ? "" : said.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", "");
    }

    private static boolean isLoopback(String peer) {
        try {
            // Digits only, so that no name is ever looked up.
            return DIGITS.matcher(peer).matches() && InetAddress.getByName(peer).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
