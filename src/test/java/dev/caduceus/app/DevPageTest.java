package dev.caduceus.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import dev.caduceus.schema.Json;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page that is there in dev mode only, over the embedded model. */
@QuarkusTest
@TestProfile(DevPageTest.Dev.class)
class DevPageTest extends PageScene {
    /** As {@code quarkus:dev} builds it, with the data of a test. */
    public static final class Dev implements QuarkusTestProfile {
        @Override
        public String getConfigProfile() {
            return "dev";
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.datasource.h2.jdbc.url", "jdbc:h2:mem:dev;DB_CLOSE_DELAY=-1",
                    "quarkus.http.port", "0",
                    "tools.weather.live", "false");
        }
    }

    @Override
    boolean scripted() {
        return false;
    }

    @Test
    void a_turn_is_shown_token_by_token_with_its_prompt_its_probabilities_and_its_events() {
        String question = "What's the weather in Reykjavik?";
        say(question);
        awaitEnd();
        JsonNode rounds = Json.read(RestAssured.get("/dev/rounds").asString());
        JsonNode answer = rounds.get(0);
        JsonNode call = rounds.get(1);
        assertThat(spans(call, "untrusted")).contains(question);
        assertThat(spans(call, "special")).contains("<|im_start|>");
        assertThat(spans(answer, "model")).contains("get_weather");
        assertThat(call.get("raw").asText()).contains("get_weather").contains("Reykjavik");
        assertThat(call.get("events").findValuesAsText("event")).contains("Started", "CallBegan", "CallEnded");
        assertThat(call.get("tokens")).isNotEmpty().allSatisfy(DevPageTest::is_likely_or_forced);
        var written = new StringBuilder();
        call.get("tokens").forEach(token -> written.append(token.get("text").asText()));
        assertThat(call.get("raw").asText()).endsWith(written.toString());

        open(new Browser.NewContextOptions().setViewportSize(960, 900));
        page.navigate(base.resolve("/dev").toString());
        assertThat(page.locator(".round")).not().hasCount(0);
        page.locator(".round").nth(1).locator("summary").click();
        assertThat(page.locator(".round").nth(1).locator("pre .untrusted").last())
                .hasText(question);
        page.locator(".round").nth(1).locator(".token").first().focus();
        assertThat(page.locator("#detail")).containsText(" id ");
        assertThat(complaints).isEmpty();
        if (System.getProperty("screenshots") != null) {
            page.locator(".round").nth(1).scrollIntoViewIfNeeded();
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("docs/dev.png")));
        }
    }

    private static void is_likely_or_forced(JsonNode token) {
        if (token.get("origin").asText().equals("forced")) {
            assertThat(token.get("likely")).isEmpty();
        } else {
            assertThat(token.get("likely").get(0).get("probability").asDouble()).isBetween(0.0, 1.0);
            assertThat(token.get("likely").get(0).get("text")).isEqualTo(token.get("text"));
        }
    }

    private static String spans(JsonNode round, String kind) {
        var text = new StringBuilder();
        for (JsonNode span : round.get("prompt")) {
            if (span.get("kind").asText().equals(kind)) {
                text.append(span.get("text").asText()).append('\n');
            }
        }
        return text.toString();
    }
}
