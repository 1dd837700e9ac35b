package dev.caduceus.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.caduceus.app.ScriptedReplies.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import io.quarkus.test.junit.QuarkusTest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a person sees of a turn: text, cards, stop, errors, and what is there after a reload. */
@QuarkusTest
class PageTest extends PageScene {
    private static final Pattern MILLIS = Pattern.compile("^\\d+ ms$");

    @Test
    void a_call_opens_a_card_while_it_is_written_and_closes_it_with_its_result() {
        replies.then(call("get_weather", "{\"city\": \"Reykja⏸vik\"}")).then("It is **cold** in Reykjavik.");
        say("What's the weather in Reykjavik?");

        assertThat(card()).hasAttribute("data-state", "writing");
        assertThat(card()).hasAttribute("open", "");
        assertThat(card().locator(".written")).hasText("{\"city\": \"Reykja");
        replies.goOn();
        assertThat(card()).hasAttribute("data-state", "done");
        assertThat(card()).not().hasAttribute("open", "");
        assertThat(card().locator(".call")).hasText("get_weather(city: \"Reykjavik\")");
        assertThat(card().locator(".gist")).containsText("Iceland");
        assertThat(card().locator(".end")).hasText(MILLIS);

        awaitEnd();
        assertThat(answer().locator(".prose strong")).hasText("cold");
        assertThat(answer().locator(".figures"))
                .containsText(Pattern.compile("\\d+ tokens.*in 2 rounds.*[\\d,]+ read"));
        assertThat(page.locator("#polite")).hasText("It is **cold** in Reykjavik.");
        assertThat(messageBox()).isFocused();
        assertThat(complaints).isEmpty();
    }

    @Test
    void text_and_calls_stand_in_the_order_in_which_they_were_written_also_after_a_reload() {
        replies.then("<think>Two things.</think>First the order. "
                        + call("check_order_status", "{\"order_id\": \"ORD-1001\"}"))
                .then("Then the weather. " + call("get_weather", "{\"city\": \"Oslo\"}"))
                .then("That is all.");
        say("Order and weather, please");
        awaitEnd();
        Runnable inOrder = () -> assertThat(answer().locator(".thinking, .prose, .call b"))
                .hasText(
                        new String[] {
                            "ThinkingTwo things.",
                            "First the order.",
                            "check_order_status",
                            "Then the weather.",
                            "get_weather",
                            "That is all."
                        },
                        new LocatorAssertions.HasTextOptions().setUseInnerText(false));
        inOrder.run();
        assertThat(answer().locator(".thinking p")).isHidden();
        String figures = answer().locator(".figures").textContent();
        assertThat(figures).contains("in 3 rounds");

        page.reload();
        assertThat(page.locator(".said")).hasText("Order and weather, please");
        inOrder.run();
        assertThat(page.locator("#empty")).isHidden();
        assertThat(card().locator(".end")).hasText(MILLIS);
        assertThat(answer().locator(".figures")).hasText(figures);

        replies.then("Still here.");
        say("And now?");
        awaitEnd();
        assertThat(page.locator(".said")).hasCount(2);
        assertThat(answer()).containsText("Still here.");
    }

    @Test
    void stop_cancels_the_servers_work_and_the_conversation_goes_on() throws InterruptedException {
        replies.then("One, two, three⏸, four").then("Gladly.");
        say("Count");
        assertThat(answer().locator(".prose")).hasText("One, two, three");
        button("Stop").click();
        replies.awaitCancelled();
        assertThat(answer().locator(".note")).containsText("Stopped");
        awaitEnd();
        say("Go on");
        awaitEnd();
        assertThat(answer()).containsText("Gladly.");
        page.reload();
        assertThat(page.locator(".answer").first()).containsText("One, two, three");
        assertThat(page.locator(".answer").first().locator(".note")).containsText("Stopped");
    }

    @Test
    void escape_stops_a_call_that_is_being_written() throws InterruptedException {
        replies.then(call("get_weather", "{\"city\": \"Re⏸ykjavik\"}"));
        say("What's the weather in Reykjavik?");
        assertThat(card()).hasAttribute("data-state", "writing");
        page.keyboard().press("Escape");
        replies.awaitCancelled();
        assertThat(card()).hasAttribute("data-state", "stopped");
        awaitEnd();
    }

    @Test
    void a_refused_turn_says_why_and_can_be_tried_again() {
        replies.thenRefuses(ScriptedReplies.overloaded()).then("Here I am.");
        say("Hello");
        assertThat(answer().locator(".trouble")).containsText("64 requests are waiting already");
        assertThat(answer().locator(".trouble")).containsText("OVERLOADED");
        assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT))
                .containsText("64 requests");
        button("Try again").click();
        awaitEnd();
        assertThat(answer()).containsText("Here I am.");
    }

    @Test
    void a_turn_that_breaks_off_keeps_what_was_read_and_says_so() {
        replies.thenBreaksOff(
                "It was a dark", new CaduceusException(ErrorCode.INTERNAL, "The model failed at position 9"));
        say("Tell me a story");
        assertThat(answer().locator(".prose")).hasText("It was a dark");
        assertThat(answer().locator(".trouble")).containsText("The model failed at position 9");
        awaitEnd();
    }

    @Test
    void a_call_that_fails_closes_its_card_with_the_error() {
        replies.then(call("check_order_status", "{\"order_id\": \"ORD-9999\"}")).then("There is no such order.");
        say("Where is my order ORD-9999?");
        awaitEnd();
        assertThat(card()).hasAttribute("data-state", "failed");
        assertThat(card().locator(".end")).hasText(Pattern.compile("^failed · \\d+ ms$"));
        assertThat(card().locator(".gist")).containsText("ORD-9999");
        card().locator("summary").press("Enter");
        assertThat(card().locator(".error code")).hasText("NOT_FOUND");
    }
}
