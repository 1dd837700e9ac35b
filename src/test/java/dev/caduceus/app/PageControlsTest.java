package dev.caduceus.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.caduceus.app.ScriptedReplies.call;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.caduceus.schema.Json;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Everything on the page that is not the turn itself. */
@QuarkusTest
class PageControlsTest extends PageScene {
    @Test
    void settings_and_ticked_functions_go_into_the_request_and_outlive_a_reload() {
        button("Settings").click();
        page.getByLabel("Temperature").fill("0.7");
        page.getByLabel("New tokens at most").fill("99");
        page.getByLabel("Tool choice").selectOption("required");
        button("Close").click();
        button("Functions").click();
        assertThat(page.locator("#tool-list input")).hasCount(18);
        button("None").click();
        page.locator("#tool-list input[name=get_weather]").check();
        assertThat(page.locator("#tool-count")).hasText("1 of 18 offered");
        page.keyboard().press("Escape");
        page.reload();
        assertThat(page.locator("#offered")).hasText("1 of 18 functions offered");

        replies.then(call("get_weather", "{\"city\": \"Oslo\"}")).then("Cold.");
        JsonNode body = Json.read(page.waitForRequest("**/chat?deltas=true", () -> say("Weather in Oslo?"))
                .postData());
        assertThat(body.get("tools")).isEqualTo(Json.read("[\"get_weather\"]"));
        assertThat(body.get("options"))
                .isEqualTo(Json.read("{\"temperature\": 0.7, \"max_new_tokens\": 99, \"tool_choice\": \"required\"}"));
        awaitEnd();
    }

    @Test
    void what_is_copied_as_curl_is_the_turn() throws Exception {
        context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        replies.then("It's *here*.").then("Once more.");
        say("Where's \"it\"?");
        awaitEnd();
        button("Copy as curl").click();
        assertThat(button("Copied")).isVisible();
        String line = (String) page.evaluate("navigator.clipboard.readText()");
        assertThat(line).startsWith("curl -N '" + base).contains("Where'\\''s \\\"it\\\"?");
        var shell =
                new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
        assertThat(new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("event: done");
    }

    @Test
    void a_new_chat_forgets_and_the_examples_are_back() {
        replies.then("One.").then("Two.");
        say("First");
        awaitEnd();
        button("New chat").click();
        assertThat(page.locator("#turns li")).hasCount(0);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Tell me a joke about cats"))
                .click();
        awaitEnd();
        assertThat(page.locator(".said")).hasText("Tell me a joke about cats");
        page.reload();
        assertThat(page.locator(".said")).hasText("Tell me a joke about cats");
    }

    @Test
    void everything_can_be_reached_and_done_by_keyboard() {
        replies.then("Yes.");
        assertThat(messageBox()).isFocused();
        page.keyboard().type("By keyboard");
        page.keyboard().press("Shift+Enter");
        page.keyboard().type("alone");
        page.keyboard().press("Enter");
        awaitEnd();
        assertThat(page.locator(".said")).hasText("By keyboard\nalone");
        page.keyboard().press("Shift+Tab");
        page.keyboard().press("Shift+Tab");
        assertThat(button("Copy")).isFocused();
        button("Settings").focus();
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
        page.keyboard().press("Escape");
        assertThat(button("Settings")).isFocused();
    }

    @Test
    void accessibility_rules_hold_in_light_and_dark_and_a_phone_scrolls_one_way_only() {
        for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            // axe brings its script along, which the page's own policy would stop.
            open(new Browser.NewContextOptions()
                    .setViewportSize(360, 740)
                    .setColorScheme(colours)
                    .setBypassCSP(true));
            accessible();
            replies.then("<think>Hm.</think>" + call("check_order_status", "{\"order_id\": \"ORD-9999\"}"))
                    .then("| a | b |\n|---|---|\n| `code` | [link](https://example.org) |\n\n" + "x".repeat(300));
            say("y".repeat(300));
            awaitEnd();
            page.locator(".card summary").click();
            accessible();
            assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo(true);
            button("Functions").click();
            accessible();
        }
    }

    private void accessible() {
        assertThat(new AxeBuilder(page).analyze().getViolations())
                .extracting(rule -> rule.getId() + " " + rule.getNodes())
                .isEmpty();
    }

    @Test
    void the_page_carries_its_policy_and_is_asked_for_anew() {
        given().get("/")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("script-src 'self';"))
                .header("Cache-Control", "no-cache");
        given().get("/dev").then().statusCode(404); // in dev mode only
    }
}
