package dev.caduceus.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The fast mask against the naive one, and what masked walks end in against a validator. */
class OracleTest {
    static final List<String> SCHEMAS = List.of(
            "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\"}, \"b\": {\"type\": \"integer\"}},"
                    + " \"required\": [\"b\"], \"additionalProperties\": false}",
            "{\"type\": \"array\", \"items\": {\"type\": \"string\", \"minLength\": 2, \"maxLength\": 5}, \"minItems\":"
                    + " 1, \"maxItems\": 3}",
            "{\"type\": \"string\", \"pattern\": \"^[A-Z]{2}-[0-9]{2,4}$\"}",
            "{\"type\": \"string\", \"pattern\": \"a.c\", \"maxLength\": 12}",
            "{\"type\": \"string\", \"format\": \"date-time\"}",
            "{\"type\": \"string\", \"format\": \"email\"}",
            "{\"type\": \"string\", \"format\": \"uuid\"}",
            "{\"type\": \"string\", \"format\": \"date\"}",
            "{\"type\": \"string\", \"format\": \"time\"}",
            "{\"type\": \"string\", \"format\": \"uri\"}",
            "{\"type\": \"integer\", \"minimum\": -17, \"exclusiveMaximum\": 123}",
            "{\"type\": \"number\", \"exclusiveMinimum\": 0.25, \"maximum\": 99.5}",
            "{\"type\": \"number\", \"multipleOf\": 0.25, \"minimum\": -3}",
            "{\"type\": \"integer\", \"multipleOf\": 7}",
            "{\"enum\": [\"red\", \"reddish\", 3, null, {\"a\": [1, 2]}]}",
            "{\"anyOf\": [{\"type\": \"string\", \"const\": \"x\"}, {\"type\": \"boolean\"}, {\"type\": \"array\","
                    + " \"prefixItems\": [{\"type\": \"integer\"}, {\"type\": \"null\"}], \"items\": false}]}",
            "{\"$ref\": \"#/$defs/tree\", \"$defs\": {\"tree\": {\"type\": \"object\", \"properties\": {\"v\":"
                    + " {\"type\": \"integer\", \"minimum\": 0, \"maximum\": 9}, \"kids\": {\"type\": \"array\","
                    + " \"items\": {\"$ref\": \"#/$defs/tree\"}, \"maxItems\": 2}}, \"required\": [\"v\"],"
                    + " \"additionalProperties\": false}}}",
            "{\"allOf\": [{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"integer\"}}, \"required\":"
                    + " [\"a\"]}, {\"properties\": {\"a\": {\"minimum\": 3}, \"b\": {\"type\": \"boolean\"}},"
                    + " \"additionalProperties\": false}]}",
            "{\"type\": \"object\", \"additionalProperties\": {\"type\": \"integer\"}, \"maxProperties\": 2}",
            "{\"type\": [\"string\", \"null\"], \"minLength\": 1, \"maxLength\": 3}",
            "{\"oneOf\": [{\"type\": \"object\", \"properties\": {\"kind\": {\"const\": \"a\"}, \"x\": {\"type\":"
                    + " \"integer\"}}, \"required\": [\"kind\", \"x\"], \"additionalProperties\": false}, {\"type\":"
                    + " \"object\", \"properties\": {\"kind\": {\"const\": \"b\"}, \"y\": {\"type\": \"string\"}},"
                    + " \"required\": [\"kind\"], \"additionalProperties\": false}]}");

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> {});

    @ParameterizedTest(name = "{0}, walks from seeds 0 to 14")
    @FieldSource("SCHEMAS")
    void on_every_state_of_a_walk_the_mask_is_that_of_trying_each_token(String schema) {
        Grammar grammar = Grammar.of(Embedded.VOCABULARY, Embedded.json(schema));
        for (long seed = 0; seed < 15; seed++) {
            compare(grammar.matcher(), new Random(seed), 40);
        }
    }

    @Test
    void so_it_is_for_replies_with_calls_from_seeds_0_to_14() {
        for (Vocabulary vocabulary : List.of(Embedded.VOCABULARY, Embedded.SPELT_VOCABULARY)) {
            Grammar required = Grammar.of(vocabulary, Embedded.required(Embedded.TOOLS));
            Grammar auto = Grammar.of(vocabulary, Embedded.auto(Embedded.TOOLS));
            for (long seed = 0; seed < 15; seed++) {
                compare(required.matcher(), new Random(seed), 60);
                compare(auto.matcher(), new Random(seed), 20);
            }
        }
    }

    private static void compare(Matcher matcher, Random random, int steps) {
        Vocabulary vocabulary = matcher.states().vocabulary();
        var bits = new long[vocabulary.words()];
        for (int step = 0; step < steps && !matcher.ended(); step++) {
            matcher.mask(bits);
            BitSet fast = BitSet.valueOf(bits);
            assertThat(fast).isEqualTo(NaiveMask.of(matcher.state(), vocabulary));
            assertThat(fast.isEmpty()).isFalse();
            matcher.accept(RandomWalk.pick(fast, random));
        }
    }

    @ParameterizedTest(name = "{0}, 60 walks from seed 3")
    @FieldSource("SCHEMAS")
    void masked_walks_end_in_instances_that_the_validator_takes(String schema) {
        Schema validator = REGISTRY.getSchema(schema, InputFormat.JSON);
        Grammar grammar = Grammar.of(Embedded.VOCABULARY, Embedded.json(schema));
        var random = new Random(3);
        for (int i = 0; i < 60; i++) {
            String text = new RandomWalk(grammar.matcher(), random).run(Embedded.VOCABULARY, 50 + random.nextInt(50));
            assertThat(validator.validate(
                            text,
                            InputFormat.JSON,
                            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))))
                    .as(text)
                    .isEmpty();
        }
    }
}
