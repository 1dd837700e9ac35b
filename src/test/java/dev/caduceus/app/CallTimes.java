package dev.caduceus.app;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.TokenUsage;
import dev.caduceus.conversation.TurnListener;
import dev.caduceus.conversation.TurnResult;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How long a tool call takes, from the request to its last argument, with the grammar, forced tokens and prompt lookup
 * one by one. No test of the gate: {@code ./mvnw -q test -Dtest=CallTimes}; docs/benchmarks.md has its output.
 */
class CallTimes {
    private static final int ROUNDS = Integer.getInteger("rounds", 7);
    /** Every so many-th case of a set. */
    private static final int EVERY = Integer.getInteger("every", 4);

    private static final Map<String, Map<String, String>> VARIANTS = new LinkedHashMap<>();

    static {
        VARIANTS.put("plain", settings(false, false, false, 0));
        VARIANTS.put("grammar", settings(true, false, false, 0));
        VARIANTS.put("grammar, forced tokens", settings(true, true, false, 0));
        VARIANTS.put("grammar, forced tokens, prompt lookup", settings(true, true, false, 8));
        VARIANTS.put("the same, grounded", settings(true, true, true, 8));
        VARIANTS.put("prompt lookup alone", settings(false, false, false, 8));
    }

    private static Map<String, String> settings(boolean grammar, boolean forced, boolean grounding, int lookup) {
        return Map.of(
                "caduceus.slots", "1",
                "caduceus.context-length", "2048",
                "caduceus.grammar.enabled", String.valueOf(grammar),
                "caduceus.grammar.forced-tokens", String.valueOf(forced),
                "caduceus.grammar.grounding", String.valueOf(grounding),
                "caduceus.engine.prompt-lookup", String.valueOf(lookup));
    }

    /** What one variant did with all cases. */
    private static final class Column {
        final LoadedModel model;
        final List<double[]> millis = new ArrayList<>();
        final List<String> replies = new ArrayList<>();
        TokenUsage usage = TokenUsage.NONE;
        long passes;

        Column(Map<String, String> settings) {
            model = open(settings);
        }

        /** From the request to the end of its first call, or of the reply where none came. */
        double run(EvaluationCase item, boolean count) {
            long before = model.stats().steps();
            var end = new CompletableFuture<TurnResult>();
            var complete = new long[1];
            long start = System.nanoTime();
            model.generator().start(item.request(), new TurnListener() {
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
            if (count) {
                usage = usage.plus(result.done().usage());
                passes += model.stats().steps() - before;
                replies.add(result.rounds().getFirst().raw());
            }
            return millis;
        }
    }

    @Test
    void times() {
        List<EvaluationCase> cases = EvaluationCase.sample("handwritten", EVERY);
        Map<String, Column> columns = new LinkedHashMap<>();
        VARIANTS.forEach((name, settings) -> columns.put(name, new Column(settings)));
        columns.values().forEach(column -> cases.forEach(item -> column.run(item, true)));
        for (int round = 0; round < ROUNDS; round++) {
            columns.values().forEach(column -> column.millis.add(new double[cases.size()]));
            for (int i = 0; i < cases.size(); i++) {
                for (Column column : columns.values()) { // one after the other: the machine's moods meet all alike
                    column.millis.getLast()[i] = column.run(cases.get(i), false);
                }
            }
        }
        System.out.println(
                "| | ms a call, median | × plain | tokens | passes | forced | drafted | replies as grammar alone |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        double plain = medianOfCases(columns.get("plain"));
        List<String> reference = columns.get("grammar").replies;
        columns.forEach((name, column) -> {
            print(name, column, plain, reference);
            column.model.close();
        });
    }

    private static void print(String name, Column column, double plain, List<String> reference) {
        double millis = medianOfCases(column);
        TokenUsage usage = column.usage;
        long same = IntStream.range(0, reference.size())
                .filter(i -> reference.get(i).equals(column.replies.get(i)))
                .count();
        System.out.printf(
                Locale.ROOT,
                "| %s | %.1f | %.2f | %d | %d | %.0f %% | %.0f %% | %d of %d |%n",
                name,
                millis,
                plain / millis,
                usage.completion(),
                column.passes,
                100.0 * usage.forced() / usage.completion(),
                100.0 * usage.acceptedDraft() / usage.completion(),
                same,
                reference.size());
    }

    /** The median over the rounds for each case, then over the cases. */
    private static double medianOfCases(Column column) {
        int cases = column.millis.getFirst().length;
        double[] medians = new double[cases];
        for (int i = 0; i < cases; i++) {
            int index = i;
            medians[i] = median(
                    column.millis.stream().mapToDouble(round -> round[index]).toArray());
        }
        return median(medians);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static LoadedModel open(Map<String, String> settings) {
        CaduceusConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "variant", 500))
                .withMapping(CaduceusConfig.class)
                .build()
                .getConfigMapping(CaduceusConfig.class);
        return LoadedModel.open(Path.of("src/main/resources/models/caduceus-mini"), config);
    }
}
