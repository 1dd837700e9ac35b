package dev.caduceus.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.caduceus.app.ScriptedReplies.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.schema.Json;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a model writes or a tool returns is shown and never run. */
@QuarkusTest
class HostilePageTest extends PageScene {
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "<script>window.pwned = true</script>",
                "<img src=x onerror='window.pwned = true'>",
                "<svg onload='window.pwned = true'><animate onbegin='window.pwned = true'/></svg>",
                "<iframe srcdoc='<script>parent.pwned = true</script>'></iframe>",
                "<math><mtext><table><mglyph><style><img src=x onerror='window.pwned = true'></style></mglyph></table>",
                "<style>body { display: none }</style>",
                "<form action='https://example.com'><input name=q autofocus><button>Send</button></form>",
                "<a href='javascript:window.pwned = true' id=link>click</a>",
                "[click](javascript:window.pwned=true) [data](data:text/html,<script>window.pwned=true</script>)",
                "[click](  java\nscript:window.pwned=true) [vb](vbscript:x) <javascript:window.pwned=true>",
                "![picture](https://example.com/tracker.png) ![x](x\"onerror=\"window.pwned=true)",
                "```html\n<script>window.pwned = true</script>\n```\n`<img src=x onerror=window.pwned=true>`",
                "<div id=message class=said style='position:fixed;inset:0'>covered</div>",
                "| a |\n|---|\n| <img src=x onerror=window.pwned=true> |",
            })
    void what_a_model_writes_is_never_run(String text) {
        replies.then(text);
        say("Be evil");
        awaitEnd();
        assertThat(answer()).containsText(java.util.regex.Pattern.compile("\\S"));
        clickEveryLink();
        nothingHappened();
        page.reload();
        assertThat(page.locator(".said")).hasText("Be evil");
        nothingHappened();
    }

    @Test
    void what_a_tool_returns_and_what_it_is_given_is_text() {
        String evil = "<img src=x onerror='window.pwned = true'><script>window.pwned = true</script>";
        String text = Json.write(Json.MAPPER.getNodeFactory().textNode(evil));
        replies.then(call("set_reminder", "{\"text\": %s, \"when\": \"tomorrow at 6pm\"}".formatted(text)))
                .then(call("check_order_status", "{\"order_id\": %s}".formatted(text)))
                .then("Done.");
        say(evil);
        awaitEnd();
        assertThat(page.locator(".said")).hasText(evil);
        assertThat(page.locator(".card").first()).hasAttribute("data-state", "done");
        page.locator(".card summary").first().click();
        assertThat(page.locator(".card").first().locator("dd").first()).hasText(evil);
        assertThat(card()).hasAttribute("data-state", "failed");
        nothingHappened();
        page.reload();
        assertThat(page.locator(".card")).hasCount(2);
        nothingHappened();
    }

    private void clickEveryLink() {
        for (var link : answer().locator("a[href]").all()) {
            assertThat(link.getAttribute("href")).matches("https?:.*");
            assertThat(link.getAttribute("rel")).contains("noopener");
        }
        for (var link : answer().locator("a:not([href])").all()) {
            link.click();
        }
    }

    private void nothingHappened() {
        assertThat(page.evaluate("window.pwned")).isNull();
        assertThat(page.locator(".answer")
                        .locator("script, img, svg, iframe, style, form, input, [style], [id], [onerror], [onload]"))
                .hasCount(0);
        assertThat(messageBox()).isVisible();
        assertThat(complaints).isEmpty();
    }
}
