package dev.caduceus.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The page of a service that asks for a key. */
@QuarkusTest
@TestProfile(SecuredService.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageKeyTest {
    private static final double PATIENCE_MILLIS = 30_000;

    @TestHTTPResource("/")
    URI base;

    @Inject
    LocalModel model;

    @Inject
    CaduceusConfig config;

    private Chromium chromium;

    @BeforeAll
    void launch() throws InterruptedException {
        com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        chromium = Chromium.launch();
        ReadyModel.await(model);
    }

    @AfterAll
    void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void it_asks_for_a_key_once_keeps_it_for_the_tab_and_puts_it_in_no_url() {
        var scripted = new ScriptedLocalModel(config, ClientProxy.unwrap(model));
        scripted.replies.then("Good day.");
        QuarkusMock.installMockForInstance(scripted, model);
        try (BrowserContext context = chromium.browser().newContext()) {
            context.setDefaultTimeout(PATIENCE_MILLIS);
            Page page = context.newPage();
            List<String> urls = new CopyOnWriteArrayList<>();
            page.onRequest((Request request) -> urls.add(request.url()));
            page.navigate(base.toString());

            give(page, "cad-wrong");
            assertThat(page.getByText("The last one is not known here")).isVisible();
            give(page, SecuredService.WEB);
            assertThat(page.locator("#examples button").first()).isVisible();
            page.getByLabel("Your message").fill("Hello");
            page.getByLabel("Your message").press("Enter");
            assertThat(page.getByText("Good day.").first()).isVisible();

            page.reload();
            assertThat(page.getByText("Good day.").first()).isVisible();
            assertThat(page.locator("#key-dialog")).isHidden();
            assertThat(urls).isNotEmpty().noneMatch(url -> url.contains("cad-"));
            assertThat(page.evaluate("JSON.stringify(localStorage)").toString()).doesNotContain(SecuredService.WEB);
        }
    }

    private static void give(Page page, String key) {
        assertThat(page.locator("#key-dialog")).isVisible();
        page.locator("#key").fill(key);
        page.locator("#key").press("Enter");
    }
}
