package dev.caduceus.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** The page in a real browser, over a scripted model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PageScene {
    /** How long something may take to show; a shared machine can be slow. */
    private static final double PATIENCE_MILLIS = 60_000;

    @Inject
    LocalModel model;

    @Inject
    CaduceusConfig config;

    @TestHTTPResource("/")
    URI base;

    /** What the browser complained of: scripts that failed, and whatever the content security policy stopped. */
    final List<String> complaints = new ArrayList<>();

    ScriptedReplies replies;
    BrowserContext context;
    Page page;
    private Chromium chromium;

    @BeforeAll
    void launch() throws InterruptedException {
        setDefaultAssertionTimeout(PATIENCE_MILLIS);
        chromium = Chromium.launch();
        ReadyModel.await(model);
    }

    @AfterAll
    void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void open() {
        if (scripted()) {
            var scripted = new ScriptedLocalModel(config, ClientProxy.unwrap(model));
            replies = scripted.replies;
            QuarkusMock.installMockForInstance(scripted, model);
        }
        open(new com.microsoft.playwright.Browser.NewContextOptions());
    }

    /** False leaves the embedded model in its place. */
    boolean scripted() {
        return true;
    }

    /** A browser that has never been here. */
    final void open(com.microsoft.playwright.Browser.NewContextOptions options) {
        if (context != null) {
            context.close();
        }
        complaints.clear();
        context = chromium.browser().newContext(options);
        context.setDefaultTimeout(PATIENCE_MILLIS);
        page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
        page.navigate(base.toString());
        assertThat(page.locator("#examples button").first()).isVisible();
    }

    @AfterEach
    void leave() {
        context.close();
        context = null;
    }

    final void say(String text) {
        messageBox().fill(text);
        messageBox().press("Enter");
    }

    final Locator messageBox() {
        return page.getByLabel("Your message");
    }

    final Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** The turn is over: Send is back. */
    final void awaitEnd() {
        assertThat(button("Send")).isVisible();
    }

    final Locator answer() {
        return page.locator(".answer").last();
    }

    final Locator card() {
        return page.locator(".card").last();
    }
}
