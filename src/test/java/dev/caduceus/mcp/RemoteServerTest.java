package dev.caduceus.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class RemoteServerTest {
    @Test
    void why_a_server_is_gone_is_never_told_as_null() {
        assertThat(RemoteServer.words(new IllegalStateException("outer", new ConnectException("refused"))))
                .isEqualTo("refused");
        assertThat(RemoteServer.words(new IllegalStateException("outer", new ConnectException())))
                .isEqualTo("ConnectException: outer");
        assertThat(RemoteServer.words(new ConnectException())).isEqualTo("ConnectException");
        // Java gives an exception that has only a cause the text of that as its message.
        assertThat(RemoteServer.words(new RuntimeException(new ConnectException())))
                .isEqualTo("ConnectException: java.net.ConnectException");
    }
}
