package dev.caduceus.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.schema.Json;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Thousands of schemas that nobody wrote: on every state of a walk the fast mask is the naive one, and a walk under a
 * limit ends in what a validator takes. On a vocabulary of some hundred tokens, so that trying all costs little.
 */
class RandomSchemaTest {
    private static final TinyTokenizer TOKENIZER = new TinyTokenizer();
    private static final Vocabulary VOCABULARY =
            Vocabulary.of(TOKENIZER, Set.of(TOKENIZER.addedTokens().getOrDefault("<|im_end|>", -1)));
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> {});
    private static final int SCHEMAS_A_SEED = 50;
    /** Even a walk that has gone far into a list comes back from there. */
    private static final int LIMIT = 400;

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    @ParameterizedTest(name = "50 schemas from seed {0}")
    @MethodSource("seeds")
    void the_mask_is_the_naive_one_and_walks_end_in_valid_instances(int seed) {
        var random = new Random(seed);
        int held = 0;
        for (int i = 0; i < SCHEMAS_A_SEED; i++) {
            String schema = Json.write(new RandomSchema(random).schema());
            try {
                Grammar grammar = Grammar.of(VOCABULARY, Embedded.json(schema));
                compare(grammar.matcher(), random, schema);
                String text = new RandomWalk(grammar.matcher(), random).run(VOCABULARY, LIMIT);
                assertValid(schema, text);
                held++;
            } catch (CaduceusException nothingFits) {
                assertThat(nothingFits).hasMessageContaining("schema");
            }
        }
        assertThat(held).as("schemas that hold anything").isGreaterThan(SCHEMAS_A_SEED / 2);
    }

    @ParameterizedTest(name = "10 tool sets from seed {0}")
    @MethodSource("seeds")
    void so_it_is_for_calls_of_tools(int seed) {
        var random = new Random(seed);
        for (int i = 0; i < 10; i++) {
            List<dev.caduceus.chat.ToolDefinition> tools = new ArrayList<>();
            for (int tool = 0; tool < 3; tool++) {
                String parameters = Json.write(new RandomSchema(random).parameters());
                tools.add(Embedded.tool("tool_" + (random.nextBoolean() ? "a" : "") + tool, parameters));
            }
            Grammar grammar =
                    Grammar.of(VOCABULARY, random.nextBoolean() ? Embedded.required(tools) : Embedded.auto(tools));
            try {
                Matcher matcher = grammar.matcher();
                for (int id : grammar.opening()) {
                    matcher.accept(id);
                }
                compare(matcher, random, tools.toString());
            } catch (CaduceusException nothingFits) {
                assertThat(nothingFits).hasMessageContaining("schema");
            }
        }
    }

    private static void compare(Matcher matcher, Random random, String what) {
        var bits = new long[VOCABULARY.words()];
        for (int step = 0; step < 40 && !matcher.ended(); step++) {
            matcher.mask(bits);
            BitSet fast = BitSet.valueOf(bits);
            assertThat(fast).as(what).isEqualTo(NaiveMask.of(matcher.state(), VOCABULARY));
            matcher.accept(RandomWalk.pick(fast, random));
        }
    }

    private static void assertValid(String schema, String text) {
        var errors = REGISTRY.getSchema(schema, InputFormat.JSON)
                .validate(
                        text,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
        assertThat(errors).as(schema + " " + text).isEmpty();
    }
}
