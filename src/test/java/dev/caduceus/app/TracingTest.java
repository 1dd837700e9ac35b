package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.Caller;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.Origin;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.conversation.LoopLimits;
import dev.caduceus.conversation.RoundObserver;
import dev.caduceus.conversation.ToolLoop;
import dev.caduceus.conversation.Transcript;
import dev.caduceus.conversation.TurnGenerator;
import dev.caduceus.conversation.TurnListener;
import dev.caduceus.conversation.TurnResult;
import dev.caduceus.conversation.TurnSettings;
import dev.caduceus.schema.JsonSchema;
import dev.caduceus.tokenizer.Tokenizer;
import dev.caduceus.tool.ToolBinding;
import dev.caduceus.tool.ToolBox;
import dev.caduceus.tool.ToolLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The spans of whole turns, over all their threads, with a script in the network's place. */
class TracingTest {
    @RegisterExtension
    static final OpenTelemetryExtension SPANS = OpenTelemetryExtension.create();

    private final Tokenizer tokenizer = Tokenizer.open(Path.of("src/main/resources/models/caduceus-mini"));
    private final ScriptedReplies replies = new ScriptedReplies(tokenizer);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Tracing tracing = new Tracing(SPANS.getOpenTelemetry());
    private final TurnGenerator model = TurnGenerator.of(
            replies,
            tokenizer,
            TurnSettings.of(Set.of(tokenizer.addedTokens().get("<|im_end|>"))),
            new TracedRounds(tracing, () -> "scripted", RoundObserver.NONE));
    private final ToolBox tools = ToolBox.of(List.of(tool("weather"), tool("broken")), ToolLimits.DEFAULT)
            .observedBy(new ToolWatch(meters, tracing));

    @AfterEach
    void close() {
        tokenizer.close();
    }

    private static ToolBinding tool(String name) {
        var schema = JsonSchema.read("{\"type\": \"object\", \"properties\": {\"city\": {\"type\": \"string\"}}}");
        return new ToolBinding(new ToolDefinition(name, "Does it.", schema), arguments -> {
            if (name.equals("broken")) {
                throw new IllegalStateException("xyzzy");
            }
            return "span " + Span.current().getSpanContext().getSpanId() + " in " + MDC.get("conversation");
        });
    }

    @Test
    void a_turn_holds_its_replies_and_calls_in_order_and_nothing_that_was_said() throws Exception {
        replies.then("xyzzy " + ScriptedReplies.call("weather", "{\"city\": \"xyzzy\"}"))
                .then(ScriptedReplies.call("broken", "{}"))
                .then(ScriptedReplies.call("xyzzy", "{}"))
                .then("Done.");
        TurnResult result = turn(request("xyzzy"));

        List<SpanData> spans = SPANS.getSpans();
        SpanData turn = named(spans, "invoke_agent caduceus");
        assertThat(attribute(turn, "gen_ai.conversation.id")).isEqualTo("c-1");
        assertThat(turn.getAttributes().get(AttributeKey.longKey("gen_ai.usage.input_tokens")))
                .isEqualTo(result.done().usage().prompt());
        assertThat(turn.getAttributes().get(AttributeKey.stringArrayKey("gen_ai.response.finish_reasons")))
                .containsExactly("stop");
        List<SpanData> inside = spans.stream()
                .filter(span -> span.getParentSpanId().equals(turn.getSpanId()))
                .toList();
        assertThat(inside).hasSize(7).hasSize(spans.size() - 1);
        assertThat(inside)
                .extracting(SpanData::getName)
                .containsExactly(
                        "chat scripted",
                        "execute_tool weather",
                        "chat scripted",
                        "execute_tool broken",
                        "chat scripted",
                        "execute_tool unknown",
                        "chat scripted");
        ofAReply(inside.getFirst(), result);
        ofAFailure(inside.get(3));
        assertThat(spans).allSatisfy(span -> assertThat(span.toString()).doesNotContain("xyzzy"));
    }

    private static void ofAReply(SpanData chat, TurnResult result) {
        assertThat(attribute(chat, "gen_ai.operation.name")).isEqualTo("chat");
        assertThat(attribute(chat, "gen_ai.request.model")).isEqualTo("scripted");
        assertThat(chat.getAttributes().get(AttributeKey.longKey("gen_ai.usage.output_tokens")))
                .isEqualTo(result.rounds().getFirst().usage().completion());
        assertThat(chat.getAttributes().get(AttributeKey.stringArrayKey("gen_ai.response.finish_reasons")))
                .containsExactly("tool_calls");
    }

    private static void ofAFailure(SpanData broken) {
        assertThat(broken.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attribute(broken, "error.type")).isEqualTo("TOOL_FAILED");
        assertThat(attribute(broken, "gen_ai.tool.name")).isEqualTo("broken");
    }

    @Test
    void a_tool_runs_in_its_own_span_and_under_its_conversations_id() throws Exception {
        replies.then(ScriptedReplies.call("weather", "{\"city\": \"Oslo\"}")).then("Done.");
        TurnResult result = turn(request("Hello"));
        SpanData tool = named(SPANS.getSpans(), "execute_tool weather");
        assertThat(result.messages().get(1))
                .isInstanceOfSatisfying(
                        Message.Tool.class,
                        message -> assertThat(message.content()).contains("span " + tool.getSpanId() + " in c-1"));
        assertThat(attribute(tool, "gen_ai.tool.call.id")).isEqualTo("call_1");
    }

    @Test
    void a_refused_turn_ends_its_spans_with_the_reason() {
        replies.thenRefuses(ScriptedReplies.overloaded());
        var heard = new CompletableFuture<TurnResult>();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> start(request("Hello"), heard))
                .isInstanceOf(CaduceusException.class);
        assertThat(SPANS.getSpans())
                .hasSize(2)
                .allSatisfy(span -> assertThat(attribute(span, "error.type")).isEqualTo("OVERLOADED"));
    }

    @Test
    void calls_are_counted_by_tool_and_outcome_and_names_that_nobody_has_together() throws Exception {
        replies.then(ScriptedReplies.call("weather", "{}") + ScriptedReplies.call("broken", "{}"))
                .then(ScriptedReplies.call("one", "{}") + ScriptedReplies.call("two", "{}"))
                .then("Done.");
        turn(request("Hello"));
        assertThat(meters.get("caduceus.tool.calls").timers())
                .extracting(timer ->
                        timer.getId().getTag("tool") + " " + timer.getId().getTag("outcome") + " " + timer.count())
                .containsExactlyInAnyOrder("weather OK 1", "broken TOOL_FAILED 1", "unknown UNKNOWN_TOOL 2");
    }

    private TurnRequest request(String text) {
        return TurnRequest.of(List.of(new Message.User(text)))
                .withTools(tools.definitions())
                .withOrigin(new Origin(Caller.ANONYMOUS, "r-1", "c-1"));
    }

    private TurnResult turn(TurnRequest request) throws Exception {
        var heard = new CompletableFuture<TurnResult>();
        start(request, heard);
        return heard.get(60, TimeUnit.SECONDS);
    }

    private void start(TurnRequest request, CompletableFuture<TurnResult> heard) {
        new ToolLoop(model, tools, LoopLimits.DEFAULT, tracing)
                .start(request, new Transcript(), LoopLimits.DEFAULT, new TurnListener() {
                    @Override
                    public void event(ChatEvent event) {}

                    @Override
                    public void done(TurnResult result) {
                        heard.complete(result);
                    }

                    @Override
                    public void failed(CaduceusException error) {
                        heard.completeExceptionally(error);
                    }
                });
    }

    private static SpanData named(List<SpanData> spans, String name) {
        return spans.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String attribute(SpanData span, String name) {
        return span.getAttributes().get(AttributeKey.stringKey(name));
    }
}
