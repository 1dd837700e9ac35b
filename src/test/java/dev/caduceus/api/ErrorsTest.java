package dev.caduceus.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.app.LogLines;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorsTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_log_holds_the_words_of_a_failure_only_where_it_may(boolean content) {
        var errors = new Errors();
        errors.settings = new ApiSettings(10, 10, Duration.ofSeconds(1), Duration.ofSeconds(1), content);
        errors.http = http();
        errors.requestId = new RequestId(errors.http);
        errors.refusals = new Refusals(List.of(), errors.settings);
        try (var log = new LogLines()) {
            assertThat(errors.map(new IllegalStateException("You said xyzzy")).getStatus())
                    .isEqualTo(500);
            assertThat(log.all())
                    .filteredOn(line -> line.text().contains("r-1 failed: java.lang.IllegalStateException"))
                    .hasSize(1);
            assertThat(log.all().stream().anyMatch(line -> line.text().contains("xyzzy")))
                    .isEqualTo(content);
        }
    }

    private static RoutingContext http() {
        return (RoutingContext) Proxy.newProxyInstance(
                RoutingContext.class.getClassLoader(),
                new Class<?>[] {RoutingContext.class},
                (_, method, _) -> switch (method.getName()) {
                    case "get" -> "r-1";
                    case "normalizedPath" -> "/chat";
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
