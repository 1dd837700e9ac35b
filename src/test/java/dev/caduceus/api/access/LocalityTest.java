package dev.caduceus.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalityTest {
    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            127.0.0.1              | localhost:8080        | ''                                  | true
            127.8.9.1              | 127.0.0.1             | ''                                  | true
            0:0:0:0:0:0:0:1        | [::1]:8080            | ''                                  | true
            ::1                    | LOCALHOST             | ''                                  | true
            127.0.0.1              | localhost             | Sec-Fetch-Site=same-origin          | true
            127.0.0.1              | localhost             | Sec-Fetch-Site=none                 | true
            ::ffff:127.0.0.1       | localhost             | ''                                  | true
            10.0.0.7               | localhost             | ''                                  | false
            172.17.0.1             | localhost             | ''                                  | false
            fe80::1%eth0           | localhost             | ''                                  | false
            localhost              | localhost             | ''                                  | false
            10.0.0.7               | localhost             | X-Forwarded-For=127.0.0.1           | false
            127.0.0.1              | localhost             | X-Forwarded-For=127.0.0.1           | false
            127.0.0.1              | localhost             | x-forwarded-for=203.0.113.9         | false
            127.0.0.1              | localhost             | Forwarded=for=127.0.0.1             | false
            127.0.0.1              | localhost             | X-Real-IP=127.0.0.1                 | false
            127.0.0.1              | localhost             | Via=1.1 proxy                       | false
            127.0.0.1              | evil.example          | ''                                  | false
            127.0.0.1              | localhost.evil.example | ''                                 | false
            127.0.0.1              | ''                    | ''                                  | false
            127.0.0.1              | localhost             | Sec-Fetch-Site=cross-site           | false
            127.0.0.1              | localhost             | Sec-Fetch-Site=same-site            | false
            """)
    void only_what_comes_straight_from_this_machine_is_local(String peer, String host, String more, boolean local) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Host", host);
        if (!more.isEmpty()) {
            headers.put(more.substring(0, more.indexOf('=')), more.substring(more.indexOf('=') + 1));
        }
        assertThat(Locality.isLocal(peer, headers::get)).isEqualTo(local);
    }
}
