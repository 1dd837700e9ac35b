package dev.caduceus.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** The page over the model that every build carries. */
@QuarkusTest
class PageOnEmbeddedModelTest extends PageScene {
    @Override
    boolean scripted() {
        return false;
    }

    @Test
    void the_weather_is_asked_for_and_told() {
        assertThat(page.locator("#status")).hasText("caduceus-mini");
        button("What's the weather in Reykjavik?").click();
        awaitEnd();
        assertThat(card()).hasAttribute("data-state", "done");
        assertThat(card().locator(".call")).containsText("get_weather(city: \"Reykjavik\"");
        assertThat(answer().locator(".prose").last()).containsText("Reykjavik");
        assertThat(answer().locator(".figures")).containsText("tokens/s");
    }
}
