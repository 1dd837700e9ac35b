package dev.caduceus.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolChoice;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.EngineLimits;
import dev.caduceus.engine.SlotRows;
import dev.caduceus.schema.Json;
import dev.caduceus.schema.JsonSchema;
import dev.caduceus.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A model that knows nothing: its logits are noise. What it writes is what the grammar makes of it. */
class GrammarTurnTest {
    private static final Tokenizer TOKENIZER = Tokenizer.open(Path.of("src/main/resources/models/caduceus-mini"));
    private static final int END = TOKENIZER.addedTokens().getOrDefault("<|im_end|>", -1);
    private static final int CALL = TOKENIZER.addedTokens().getOrDefault("<tool_call>", -1);
    private static final int QUOTE = TOKENIZER.encodePlain("\"")[0];
    private static final int CONTEXT = 2000;
    private static final Engine ENGINE =
            Engine.start(new Noise(), EngineLimits.DEFAULT.withSamplableIds(TOKENIZER.vocabularySize()));

    private static final List<ToolDefinition> TOOLS = List.of(tool("status", """
                    {"type": "object", "properties": {"order_id": {"type": "string", "x-grounded": true},
                    "full": {"type": "boolean"}}, "required": ["order_id"]}"""), tool("rate", """
                    {"type": "object", "properties": {"stars": {"type": "integer", "minimum": 1, "maximum": 5},
                    "kind": {"enum": ["book", "film"]}, "tags": {"type": "array", "items": {"type": "string"}}},
                    "required": ["stars", "kind"]}"""));

    static IntStream seeds() {
        return IntStream.range(0, 12);
    }

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void required_means_valid_calls_whatever_the_model_says(int seed) {
        TurnResult turn = run(request(seed).withToolChoice(ToolChoice.REQUIRED), GrammarSettings.ON);
        assertThat(turn.answer().calls()).isNotEmpty().allMatch(GrammarTurnTest::valid);
        assertThat(turn.answer().text()).isBlank();
        assertThat(turn.done().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_named_tool_is_the_one_that_is_called_once(int seed) {
        TurnResult turn = run(request(seed).withToolChoice(new ToolChoice.Named("rate")), GrammarSettings.ON);
        assertThat(turn.answer().calls())
                .hasSize(1)
                .allMatch(call -> call.name().equals("rate") && valid(call));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void in_auto_a_trigger_leads_to_a_valid_call_and_without_one_text_is_free(int seed) {
        TurnResult held = run(request(seed), GrammarSettings.ON);
        TurnResult free = run(request(seed), GrammarSettings.OFF);
        int[] ids = held.rounds().getFirst().ids();
        int[] freeIds = free.rounds().getFirst().ids();
        int trigger = IntStream.range(0, ids.length)
                .filter(i -> ids[i] == CALL)
                .findFirst()
                .orElse(ids.length - 1);
        assertThat(Arrays.copyOf(ids, trigger + 1)).isEqualTo(Arrays.copyOf(freeIds, trigger + 1));
        assertThat(held.answer().calls()).allMatch(GrammarTurnTest::valid);
        assertThat(trigger == ids.length - 1 || !held.answer().calls().isEmpty())
                .isTrue();
    }

    /** Noise would spell what is forced in tokens of its own choice, so its calls differ; both are valid. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void what_is_settled_is_forced_where_that_is_wanted(int seed) {
        TurnRequest request = request(seed).withToolChoice(ToolChoice.REQUIRED).withParallelToolCalls(false);
        TurnResult jumping = run(request, GrammarSettings.ON);
        TurnResult plain = run(request, GrammarSettings.ON.withForcedTokens(false));
        assertThat(jumping.done().usage().forced()).isPositive();
        assertThat(plain.done().usage().forced()).isZero();
        assertThat(jumping.answer().calls()).hasSize(1).allMatch(GrammarTurnTest::valid);
        assertThat(plain.answer().calls()).hasSize(1).allMatch(GrammarTurnTest::valid);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_grounded_argument_is_a_span_of_what_was_said(int seed) {
        TurnRequest request = request(seed).withToolChoice(new ToolChoice.Named("status"));
        ToolCall call = run(request, GrammarSettings.ON).answer().calls().getFirst();
        assertThat("Where is ORD-1001? It's \"late\".")
                .contains(Json.read(call.arguments()).get("order_id").textValue());
        ToolCall free = run(request, GrammarSettings.ON.withGrounding(false))
                .answer()
                .calls()
                .getFirst();
        assertThat(valid(free)).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void an_argument_that_identifies_something_is_grounded_where_that_is_set(int seed) {
        ToolDefinition track = tool("track", """
                {"type": "object", "properties": {"parcel_number": {"type": "string"}}, "required": ["parcel_number"]}""");
        TurnRequest request = request(seed).withTools(List.of(track)).withToolChoice(new ToolChoice.Named("track"));
        ToolCall call = run(request, GrammarSettings.ON.withGroundIds(true))
                .answer()
                .calls()
                .getFirst();
        assertThat("Where is ORD-1001? It's \"late\".")
                .contains(Json.read(call.arguments()).get("parcel_number").textValue());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void where_nothing_was_said_that_could_fill_it_a_call_is_out_of_reach_unless_it_is_demanded(int seed) {
        TurnRequest silent = request(seed).withMessages(List.of(new Message.System("Go on.")));
        TurnResult auto = run(silent, GrammarSettings.ON);
        assertThat(auto.answer().calls()).noneMatch(call -> call.name().equals("status"));
        TurnResult named = run(silent.withToolChoice(new ToolChoice.Named("status")), GrammarSettings.ON);
        assertThat(named.answer().calls()).hasSize(1).allMatch(GrammarTurnTest::valid);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void json_that_was_asked_for_is_the_whole_reply(int seed) {
        JsonSchema schema = TOOLS.getLast().parameters();
        TurnResult turn = run(
                request(seed).withTools(List.of()).withOutput(new OutputConstraint.Json("rating", schema)),
                GrammarSettings.ON);
        assertThat(errors(schema, turn.answer().text())).isEmpty();
    }

    private static TurnResult run(TurnRequest request, GrammarSettings grammar) {
        return TurnGenerator.of(ENGINE, TOKENIZER, TurnSettings.of(Set.of(END)).withGrammar(grammar))
                .run(request);
    }

    private static TurnRequest request(int seed) {
        return TurnRequest.of(List.of(new Message.User("Where is ORD-1001? It's \"late\".")))
                .withTools(TOOLS)
                .withSampling(
                        SamplingParams.GREEDY.withTemperature(1).withSeed(seed).withMaxNewTokens(400));
    }

    private static boolean valid(ToolCall call) {
        return TOOLS.stream()
                .filter(tool -> tool.name().equals(call.name()))
                .anyMatch(tool -> errors(tool.parameters(), call.arguments()).isEmpty());
    }

    private static List<?> errors(JsonSchema schema, String json) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.json(), InputFormat.JSON)
                .validate(json, InputFormat.JSON);
    }

    private static ToolDefinition tool(String name, String parameters) {
        JsonNode schema = Json.read(parameters);
        return new ToolDefinition(name, "", JsonSchema.of(schema));
    }

    /** Its logits are a hash of all it has read; calls, quotes and ends are a little likelier than the rest. */
    private static final class Noise extends SlotRows {
        Noise() {
            super(TOKENIZER.vocabularySize(), CONTEXT, 4);
        }

        @Override
        protected float[] logits(int[] tokens) {
            SplittableRandom random = new SplittableRandom(Arrays.hashCode(tokens));
            float[] logits = new float[vocabularySize()];
            for (int id = 0; id < logits.length; id++) {
                logits[id] = (float) (4 * random.nextDouble());
            }
            logits[CALL] = 8;
            logits[QUOTE] = 8;
            logits[END] = 6;
            return logits;
        }
    }
}
