package dev.caduceus.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.ErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ApiSettingsTest {
    @Test
    void no_message_forges_a_line_of_the_log() {
        String message = "'x\r\n2026 ERROR forged\u2028\u001b[2J' is no tool";
        assertThat(settings(true).forLog(ErrorCode.UNKNOWN_TOOL, message))
                .isEqualTo("UNKNOWN_TOOL 'x 2026 ERROR forged [2J' is no tool");
        assertThat(settings(false).forLog(ErrorCode.UNKNOWN_TOOL, message)).isEqualTo("UNKNOWN_TOOL");
    }

    private static ApiSettings settings(boolean logContent) {
        return new ApiSettings(10, 10, Duration.ofSeconds(1), Duration.ofSeconds(1), logContent);
    }
}
