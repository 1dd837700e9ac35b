package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.chat.Dialect;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.ToolChoice;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.schema.Json;
import dev.caduceus.schema.JsonSchema;
import dev.caduceus.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Masks on a vocabulary of 128,000 tokens, along valid calls of 20 functions. Each 50 calls the grammar is a new one, so
 * that the states met for the first time are in the figures. How to run it: {@code docs/benchmarks.md}.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = {"-Xmx3g", "--enable-native-access=ALL-UNNAMED", "-Dai.djl.offline=true"})
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 3, time = 5)
public class MaskBenchmark {
    private static final int CALLS_A_GRAMMAR = 50;

    private final Random random = new Random(1);
    private final List<ToolDefinition> tools = new ArrayList<>();
    private Tokenizer tokenizer;
    private Vocabulary vocabulary;
    private Grammar grammar;
    private Matcher matcher;
    private long[] bits;
    private int[] ids = {};
    private int at;
    private int calls;

    @Setup
    public void open() throws IOException {
        tokenizer = Tokenizer.open(Path.of(System.getProperty("llama3", "package/models")));
        vocabulary = Vocabulary.of(tokenizer, Set.of(tokenizer.addedTokens().get("<|eot_id|>")));
        bits = new long[vocabulary.words()];
        for (JsonNode entry : Json.read(Files.readString(Path.of("src/test/resources/contract/tools.json")))) {
            JsonNode function = entry.get("function");
            tools.add(new ToolDefinition(
                    function.path("name").asText(), "", JsonSchema.of(function.path("parameters"))));
        }
        for (int i = tools.size(); i < 20; i++) {
            String schema = "{\"type\": \"object\", \"properties\": {\"count\": {\"type\": \"integer\", \"minimum\": 1,"
                    + " \"maximum\": 50}}, \"required\": [\"count\"]}";
            tools.add(new ToolDefinition("more_" + i, "", JsonSchema.read(schema)));
        }
    }

    private Grammar compile() {
        return Grammar.of(
                vocabulary,
                new GrammarSpec(Dialect.HERMES, tools, ToolChoice.REQUIRED, true, OutputConstraint.FREE_TEXT));
    }

    /** One token further, which is not measured. */
    @Setup(Level.Invocation)
    public void advance() {
        if (at < ids.length) {
            matcher.accept(ids[at++]);
        }
        if (at == ids.length) {
            grammar = calls++ % CALLS_A_GRAMMAR == 0 ? compile() : grammar;
            matcher = grammar.matcher();
            ids = tokenizer.encodePlain(RandomCalls.reply(random, tools.subList(0, 18)));
            at = 0;
        }
    }

    @TearDown
    public void close() {
        tokenizer.close();
    }

    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    public long mask() {
        matcher.mask(bits);
        return bits[0];
    }

    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    public int[] forced() {
        return matcher.forced();
    }

    /** From the tools to the first mask. */
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    public long compileAndFirstMask() {
        compile().matcher().mask(bits);
        return bits[0];
    }
}
