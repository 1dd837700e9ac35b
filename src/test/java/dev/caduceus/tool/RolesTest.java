package dev.caduceus.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.Caller;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Origin;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.ToolResult;
import dev.caduceus.schema.JsonSchema;
import dev.langchain4j.agent.tool.Tool;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolesTest {
    @RolesAllowed("shop")
    static class Shop {
        @Tool("Sells.")
        String sell() {
            return "sold";
        }

        @Tool("Refunds.")
        @RolesAllowed({"boss", "deputy"})
        String refund() {
            return "refunded to " + Origin.current().caller().name();
        }

        @Tool("Tells the hours.")
        @PermitAll
        String hours() {
            return "always";
        }

        @Tool("Greets.")
        @RolesAllowed(Caller.ANYONE_KNOWN)
        String greet() {
            return "hello";
        }

        @Tool("Burns it down.")
        @DenyAll
        String burn() {
            return "burnt";
        }
    }

    private final ToolBox tools = ToolBox.of(JavaTools.of(new Shop()), ToolLimits.DEFAULT);

    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            ''       | ''          | hours
            key:web  | ''          | hours greet
            key:web  | other       | hours greet
            key:web  | shop        | sell hours greet
            key:web  | boss        | refund hours greet
            key:web  | shop deputy | sell refund hours greet
            """)
    void a_caller_finds_the_tools_of_its_roles_and_no_others(String name, String roles, String offered) {
        ToolBox own = tools.by(origin(name, roles));
        assertThat(own.definitions()).extracting(ToolDefinition::name).containsExactly(offered.split(" "));
        for (String tool : List.of("sell", "refund", "hours", "greet", "burn")) {
            ToolResult result = own.execute(new ToolCall("c", tool, "{}"));
            if (List.of(offered.split(" ")).contains(tool)) {
                assertThat(result).isInstanceOf(ToolResult.Success.class);
            } else {
                assertThat(result).isInstanceOfSatisfying(ToolResult.Failure.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.UNKNOWN_TOOL);
                    assertThat(failure.message()).endsWith("the tools are " + String.join(", ", offered.split(" ")));
                });
            }
        }
    }

    @Test
    void a_box_that_was_made_for_nobody_is_an_anonymous_callers() {
        assertThat(tools.definitions()).extracting(ToolDefinition::name).containsExactly("hours");
        assertThat(tools.has("refund")).isFalse();
        assertThat(tools.own().definitions()).hasSize(1);
        assertThat(tools.definitionsForAll()).hasSize(4);
    }

    @Test
    void the_roles_hold_for_tools_that_come_later_and_after_a_choice_among_them() {
        var later = new ToolBinding(
                new ToolDefinition("later", "", JsonSchema.NO_PARAMETERS), Set.of("boss"), arguments -> "done");
        ToolBox more = tools.withMore(() -> List.of(later));
        assertThat(more.has("later")).isFalse();
        assertThat(more.by(origin("key:web", "boss")).only(List.of("later")).execute(new ToolCall("c", "later", "{}")))
                .isEqualTo(new ToolResult.Success("c", "later", "\"done\""));
    }

    @Test
    void a_tool_knows_who_asks() {
        assertThat(tools.by(origin("user:ann", "boss")).execute(new ToolCall("c", "refund", "{}")))
                .isEqualTo(new ToolResult.Success("c", "refund", "\"refunded to user:ann\""));
        assertThat(Origin.current()).isEqualTo(Origin.NONE);
    }

    @Test
    void an_observer_hears_of_each_call_once_refused_ones_too() {
        List<String> heard = new ArrayList<>();
        ToolBox seen = tools.observedBy((call, origin) -> new ToolObserver.Watch() {
            @Override
            public Runnable around(Runnable work) {
                heard.add(call.name() + " runs");
                return work;
            }

            @Override
            public void ended(ToolResult result, Duration time) {
                heard.add(call.name() + " for " + origin.caller().name() + " "
                        + (result instanceof ToolResult.Failure failure ? failure.code() : "OK"));
            }
        });
        seen.by(origin("user:ann", "shop")).execute(new ToolCall("c", "sell", "{}"));
        seen.by(origin("user:ann", "")).execute(new ToolCall("c", "sell", "{}"));
        seen.by(origin("user:ann", "shop")).execute(new ToolCall("c", "sell", "{\"x\": 1}"));
        assertThat(heard)
                .containsExactly(
                        "sell runs",
                        "sell for user:ann OK",
                        "sell for user:ann UNKNOWN_TOOL",
                        "sell for user:ann BAD_ARGUMENTS");
    }

    private static Origin origin(String name, String roles) {
        return new Origin(new Caller(name, roles.isEmpty() ? Set.of() : Set.of(roles.split(" "))), "r-1");
    }
}
