package dev.caduceus.remote;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The endpoints in the order in which a conversation asks them: always the same one first, whose prefix cache knows it
 * (rendezvous hashing, Thaler and Ravishankar 1996: an endpoint that comes or goes moves only its own conversations).
 */
final class Endpoints {
    private final List<Endpoint> all;

    record Endpoint(URI uri, Circuit circuit) {
        URI at(String path) {
            return URI.create(uri.toString().replaceFirst("/+$", "") + path);
        }

        /** What messages call it: no password that an address may hold. */
        String name() {
            return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        }
    }

    Endpoints(List<URI> uris) {
        all = uris.stream().map(uri -> new Endpoint(uri, new Circuit())).toList();
    }

    /** @param conversation the same number for each prompt of one */
    List<Endpoint> inOrder(long conversation) {
        return all.stream()
                .sorted(Comparator.comparingLong(endpoint -> -weight(endpoint, conversation)))
                .toList();
    }

    /** How long until the first of them may be asked. */
    Duration rest(long now) {
        return all.stream()
                .map(endpoint -> endpoint.circuit().rest(now))
                .min(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private static long weight(Endpoint endpoint, long conversation) {
        var crc = new CRC32();
        crc.update(endpoint.uri().toString().getBytes(StandardCharsets.UTF_8));
        return mixed(conversation ^ mixed(crc.getValue())) >>> 1;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
    static long mixed(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
