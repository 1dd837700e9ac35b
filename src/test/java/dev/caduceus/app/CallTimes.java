package dev.caduceus.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.TokenUsage;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.conversation.GrammarSettings;
import dev.caduceus.conversation.TurnGenerator;
import dev.caduceus.conversation.TurnListener;
import dev.caduceus.conversation.TurnResult;
import dev.caduceus.conversation.TurnSettings;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.EngineLimits;
import dev.caduceus.model.LlamaModel;
import dev.caduceus.model.LoadOptions;
import dev.caduceus.model.Precision;
import dev.caduceus.prompt.PromptEncoder;
import dev.caduceus.prompt.PromptRenderer;
import dev.caduceus.schema.Json;
import dev.caduceus.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How long a tool call takes, from the request to its last argument, with the grammar, forced tokens and prompt lookup
 * one by one. No test of the gate: {@code ./mvnw -q test -Dtest=CallTimes}; docs/benchmarks.md has its output. With
 * {@code -Dfolder=…} another model, steered to write the right call of each case whatever its weights say; with
 * {@code -Ddtype=…} its weights in another precision.
 */
class CallTimes {
    private static final Path EMBEDDED = Path.of("src/main/resources/models/caduceus-mini");
    private static final Path FOLDER = Path.of(System.getProperty("folder", EMBEDDED.toString()));
    private static final int ROUNDS = Integer.getInteger("rounds", 7);
    /** Every so many-th case of a set. */
    private static final int EVERY = Integer.getInteger("every", 4);

    private static final Precision DTYPE =
            Precision.valueOf(System.getProperty("dtype", "auto").toUpperCase(Locale.ROOT));

    private static final int CONTEXT = 4096;

    /** @param lookup ids that may be copied at a time */
    private record Variant(String name, GrammarSettings grammar, int lookup) {}

    private static final GrammarSettings FREE = GrammarSettings.ON.withGrounding(false);

    private static final List<Variant> VARIANTS = List.of(
            new Variant("plain", GrammarSettings.OFF, 0),
            new Variant("grammar", FREE.withForcedTokens(false), 0),
            new Variant("grammar, forced tokens", FREE, 0),
            new Variant("grammar, forced tokens, prompt lookup", FREE, 8),
            new Variant("the same, grounded", GrammarSettings.ON, 8),
            new Variant("prompt lookup alone", GrammarSettings.OFF, 8));

    /** A case's request; the reply it is steered to, none where the model says what it thinks. */
    private record Item(TurnRequest request, int promptIds, int[] reply) {}

    /** What one variant did with all cases. */
    private static final class Column {
        final Variant variant;
        final SteeredLm lm;
        final TurnGenerator generator;
        final List<double[]> millis = new ArrayList<>();
        final List<String> replies = new ArrayList<>();
        TokenUsage usage = TokenUsage.NONE;
        long passes;
        long networkNanos;
        long betweenNanos;

        Column(Variant variant, SteeredLm lm, LlamaModel model, Tokenizer tokenizer) {
            this.variant = variant;
            this.lm = lm;
            Engine engine = Engine.start(
                    lm,
                    EngineLimits.DEFAULT.withPromptLookup(variant.lookup).withSamplableIds(tokenizer.vocabularySize()));
            var settings = TurnSettings.of(Set.copyOf(model.generationConfig().eosIds()))
                    .withGrammar(variant.grammar);
            generator = TurnGenerator.of(engine, tokenizer, settings);
        }

        /** From the request to the end of its first call, or of the reply where none came. */
        double run(Item item, boolean count) {
            lm.steer(item.promptIds, item.reply);
            var end = new CompletableFuture<TurnResult>();
            var complete = new long[1];
            long start = System.nanoTime();
            generator.start(item.request, new TurnListener() {
                @Override
                public void event(ChatEvent event) {
                    if (event instanceof ChatEvent.CallEnded && complete[0] == 0) {
                        complete[0] = System.nanoTime();
                    }
                }

                @Override
                public void done(TurnResult result) {
                    end.complete(result);
                }

                @Override
                public void failed(CaduceusException error) {
                    end.completeExceptionally(error);
                }
            });
            TurnResult result = end.join();
            double millis = ((complete[0] == 0 ? System.nanoTime() : complete[0]) - start) / 1e6;
            networkNanos += lm.networkNanos();
            betweenNanos += lm.betweenNanos();
            passes += lm.passes();
            if (count) {
                usage = usage.plus(result.done().usage());
                replies.add(result.rounds().getFirst().raw());
            }
            return millis;
        }
    }

    @Test
    void times() {
        Tokenizer tokenizer = Tokenizer.open(FOLDER);
        LlamaModel model = LlamaModel.open(FOLDER, new LoadOptions(CONTEXT, VARIANTS.size(), DTYPE, 0));
        List<Item> items = items(tokenizer);
        List<Column> columns = columns(model, tokenizer, items.getLast());
        items.forEach(item -> columns.forEach(column -> column.run(item, false)));
        columns.forEach(column -> column.passes = column.networkNanos = column.betweenNanos = 0);
        for (int round = 0; round < ROUNDS; round++) {
            columns.forEach(column -> column.millis.add(new double[items.size()]));
            for (int i = 0; i < items.size(); i++) {
                for (Column column : columns) { // one after the other: the machine's moods meet all alike
                    column.millis.getLast()[i] = column.run(items.get(i), column.replies.size() == i && round == 0);
                }
            }
        }
        System.out.println(
                "| | ms a call, median | quartiles | × plain | × grammar | tokens | passes | forced | drafted"
                        + " | a pass, ms | between passes, ms | replies as grammar alone |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
        columns.forEach(column -> print(column, columns.get(0), columns.get(1)));
    }

    /** The first variant reads the prompt, the others begin with its rows: on a large model reading takes long. */
    private static List<Column> columns(LlamaModel model, Tokenizer tokenizer, Item first) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < VARIANTS.size(); i++) {
            var lm = new SteeredLm(model, i);
            if (i > 0) {
                lm.takeRows(columns.getFirst().lm);
            }
            columns.add(new Column(VARIANTS.get(i), lm, model, tokenizer));
            if (i == 0) {
                columns.getFirst().run(first, false);
            }
        }
        return columns;
    }

    private static List<Item> items(Tokenizer tokenizer) {
        List<Item> items = new ArrayList<>();
        var renderer = new PromptRenderer(tokenizer.bosToken());
        var encoder = new PromptEncoder(tokenizer);
        for (EvaluationCase item : EvaluationCase.sample("handwritten", EVERY)) {
            JsonNode calls = item.line().get("expect");
            boolean steered = !FOLDER.equals(EMBEDDED);
            if (!steered
                    || (calls.isArray()
                            && calls.size() == 1
                            && !Json.write(calls).contains("*"))) {
                TurnRequest request = item.request();
                int[] prompt = encoder.encode(renderer.render(request));
                int[] reply = steered ? reply(tokenizer, request, calls.get(0)) : new int[0];
                items.add(new Item(request, prompt.length, reply));
            }
        }
        return items;
    }

    private static int[] reply(Tokenizer tokenizer, TurnRequest request, JsonNode call) {
        ObjectNode inOrder = Json.MAPPER.createObjectNode();
        request.tools().stream()
                .filter(tool -> tool.name().equals(call.get("name").asText()))
                .flatMap(tool -> tool.parameters().source().path("properties").propertyStream())
                .filter(property -> call.get("arguments").has(property.getKey()))
                .forEach(property ->
                        inOrder.set(property.getKey(), call.get("arguments").get(property.getKey())));
        String text = "{\"name\": \"" + call.get("name").asText() + "\", \"arguments\": " + Json.write(inOrder) + "}";
        IntStream begin = IntStream.of(tokenizer.addedTokens().get("<tool_call>"));
        IntStream body = Arrays.stream(tokenizer.encodePlain("\n" + text + "\n"));
        IntStream end = IntStream.of(
                tokenizer.addedTokens().get("</tool_call>"),
                tokenizer.addedTokens().get("<|im_end|>"));
        return IntStream.concat(begin, IntStream.concat(body, end)).toArray();
    }

    private static void print(Column column, Column plain, Column grammar) {
        double[] millis = medians(column);
        TokenUsage usage = column.usage;
        long same = IntStream.range(0, grammar.replies.size())
                .filter(i -> grammar.replies.get(i).equals(column.replies.get(i)))
                .count();
        System.out.printf(
                Locale.ROOT,
                "| %s | %.1f | %.0f to %.0f | %.2f | %.2f | %d | %d | %.0f %% | %.0f %% | %.2f | %.2f | %d of %d |%n",
                column.variant.name,
                millis[millis.length / 2],
                millis[millis.length / 4],
                millis[millis.length * 3 / 4],
                medians(plain)[millis.length / 2] / millis[millis.length / 2],
                medians(grammar)[millis.length / 2] / millis[millis.length / 2],
                usage.completion(),
                column.passes / ROUNDS,
                100.0 * usage.forced() / usage.completion(),
                100.0 * usage.acceptedDraft() / usage.completion(),
                column.networkNanos / 1e6 / column.passes,
                column.betweenNanos / 1e6 / column.passes,
                same,
                grammar.replies.size());
    }

    /** The median over the rounds for each case, sorted. */
    private static double[] medians(Column column) {
        double[] medians = IntStream.range(0, column.millis.getFirst().length)
                .mapToDouble(i -> column.millis.stream()
                        .mapToDouble(round -> round[i])
                        .sorted()
                        .skip(column.millis.size() / 2)
                        .findFirst()
                        .orElse(0))
                .sorted()
                .toArray();
        return medians;
    }
}
