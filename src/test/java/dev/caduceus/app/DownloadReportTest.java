package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.hub.Progress;
import org.junit.jupiter.api.Test;

class DownloadReportTest {
    private static final Progress HALF =
            new Progress("model-00001-of-00002.safetensors", 3_213_000_000L, 6_426_000_000L);

    @Test
    void a_bar_is_as_full_as_the_download_is() {
        assertThat(DownloadReport.bar(HALF)).isEqualTo("[############............]");
        assertThat(DownloadReport.bar(new Progress("x", 7, 7))).isEqualTo("[########################]");
        assertThat(DownloadReport.bar(new Progress("x", 0, 7))).isEqualTo("[........................]");
    }

    @Test
    void a_line_says_how_much_how_fast_and_how_long_still() {
        assertThat(DownloadReport.line(HALF, 50e6))
                .isEqualTo("50 % of 6426.0 MB, model-00001-of-00002.safetensors, 50.0 MB/s, 1:04 left");
        assertThat(DownloadReport.line(HALF, 0)).isEqualTo("50 % of 6426.0 MB, model-00001-of-00002.safetensors");
    }
}
