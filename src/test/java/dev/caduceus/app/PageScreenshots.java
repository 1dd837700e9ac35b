package dev.caduceus.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Makes the pictures in {@code docs}: {@code ./mvnw test -Dtest=PageScreenshots}. Not part of a usual run. */
@QuarkusTest
class PageScreenshots extends PageScene {
    @Override
    boolean scripted() {
        return false;
    }

    @Test
    void a_desktop_in_light_and_a_phone_in_dark() {
        open(new Browser.NewContextOptions().setViewportSize(960, 680));
        converse();
        save("page-light.png");
        open(new Browser.NewContextOptions().setViewportSize(390, 760).setColorScheme(ColorScheme.DARK));
        converse();
        save("page-dark.png");
    }

    private void converse() {
        button("What's the weather in Reykjavik?").click();
        awaitEnd();
        say("Where is my order ORD-1001?");
        awaitEnd();
        card().locator("summary").click();
        assertThat(card()).hasAttribute("open", "");
        messageBox().focus();
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
    }

    private void save(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("docs", name)));
    }
}
