package dev.caduceus.app;

import dev.caduceus.conversation.TurnGenerator;
import dev.caduceus.conversation.TurnSettings;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.EngineLimits;
import dev.caduceus.model.LlamaModel;
import dev.caduceus.model.LoadOptions;
import dev.caduceus.model.Precision;
import dev.caduceus.prompt.PromptEncoder;
import dev.caduceus.prompt.PromptRenderer;
import dev.caduceus.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What rounding the weights does to the embedded model's replies. No test of the gate:
 * {@code ./mvnw -q test -Dtest=PrecisionQuality}; docs/benchmarks.md has its output.
 */
class PrecisionQuality {
    private static final Path EMBEDDED = Path.of("src/main/resources/models/caduceus-mini");
    private static final int EVERY = Integer.getInteger("every", 4);
    private static final int MAX_NEW_TOKENS = 160;

    @TempDir
    private Path folder;

    /** What stands in the slot, of the item before: all prompts begin with the same tools. */
    private int[] held = {};

    /** A prompt, float32's greedy reply, and its logits before each id of that, shape [reply, vocab]. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Item(int[] prompt, int[] reply, float[][] logits) {}

    @Test
    void compares() throws IOException {
        try (Stream<Path> files = Files.list(EMBEDDED)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Tokenizer tokenizer = Tokenizer.open(folder);
        var renderer = new PromptRenderer(tokenizer.bosToken());
        var encoder = new PromptEncoder(tokenizer);
        List<Item> items = new ArrayList<>();
        List<EvaluationCase> cases = EvaluationCase.sample("handwritten", EVERY);
        try (LlamaModel model = open(Precision.FLOAT32)) {
            for (EvaluationCase item : cases) {
                int[] prompt = encoder.encode(renderer.render(item.request()));
                int[] reply = greedy(model, prompt);
                items.add(new Item(prompt, reply, score(model, prompt, reply)));
            }
        }
        System.out.println(
                "| | calls right | replies as float32 | next id as float32 | KL, nats a token | 99th percentile |");
        System.out.println("|---|---|---|---|---|---|");
        for (Precision precision :
                List.of(Precision.FLOAT32, Precision.BFLOAT16, Precision.INT8, Precision.W8A8, Precision.W4A8)) {
            System.out.printf("| %s | %d of %d ", precision, right(precision, tokenizer, cases), cases.size());
            try (LlamaModel model = open(precision)) {
                print(model, items);
            }
        }
    }

    /** Of the cases, asked as the service asks, grammar included, how many get the right reply. */
    private long right(Precision precision, Tokenizer tokenizer, List<EvaluationCase> cases) {
        LlamaModel model = open(precision);
        var settings = TurnSettings.of(Set.copyOf(model.generationConfig().eosIds()));
        try (Engine engine = Engine.start(model, EngineLimits.DEFAULT)) {
            TurnGenerator generator = TurnGenerator.of(engine, tokenizer, settings);
            return cases.stream()
                    .filter(item -> item.passedBy(generator.run(item.request()).answer()))
                    .count();
        }
    }

    private LlamaModel open(Precision precision) {
        held = new int[0];
        return LlamaModel.open(folder, LoadOptions.DEFAULT.withSlots(1).withPrecision(precision));
    }

    private int[] greedy(LlamaModel model, int[] prompt) {
        IntStream.Builder reply = IntStream.builder();
        int differs = Arrays.mismatch(held, prompt);
        int from = Math.min(differs < 0 ? prompt.length : differs, prompt.length - 1);
        held = prompt;
        int position = prompt.length;
        int next = argmax(model.prefill(0, from, Arrays.copyOfRange(prompt, from, prompt.length)));
        while (!model.generationConfig().eosIds().contains(next) && position < prompt.length + MAX_NEW_TOKENS) {
            reply.add(next);
            next = argmax(model.prefill(0, position++, new int[] {next}));
        }
        return reply.add(next).build().toArray();
    }

    /** After {@link #greedy} has read the prompt. */
    private static float[][] score(LlamaModel model, int[] prompt, int[] reply) {
        int last = prompt.length - 1;
        int[] ids = IntStream.concat(IntStream.of(prompt[last]), Arrays.stream(reply, 0, reply.length - 1))
                .toArray();
        return model.score(0, last, ids);
    }

    private void print(LlamaModel model, List<Item> items) {
        int sameReplies = 0;
        int sameIds = 0;
        List<Double> divergences = new ArrayList<>();
        for (Item item : items) {
            sameReplies += Arrays.equals(greedy(model, item.prompt), item.reply) ? 1 : 0;
            float[][] logits = score(model, item.prompt, item.reply);
            for (int i = 0; i < logits.length; i++) {
                sameIds += argmax(logits[i]) == item.reply[i] ? 1 : 0;
                divergences.add(divergence(item.logits[i], logits[i]));
            }
        }
        divergences.sort(null);
        System.out.printf(
                Locale.ROOT,
                "| %d of %d | %d of %d | %.6f | %.4f |%n",
                sameReplies,
                items.size(),
                sameIds,
                divergences.size(),
                divergences.stream().mapToDouble(Double::doubleValue).average().orElse(0),
                divergences.get(divergences.size() * 99 / 100));
    }

    /** KL(p || q) of the distributions that two rows of logits stand for, in nats. */
    private static double divergence(float[] p, float[] q) {
        double normP = logSumExp(p);
        double normQ = logSumExp(q);
        return IntStream.range(0, p.length)
                .mapToDouble(i -> Math.exp(p[i] - normP) * ((p[i] - normP) - (q[i] - normQ)))
                .sum();
    }

    private static double logSumExp(float[] logits) {
        double max = logits[argmax(logits)];
        return max
                + Math.log(IntStream.range(0, logits.length)
                        .mapToDouble(i -> Math.exp(logits[i] - max))
                        .sum());
    }

    private static int argmax(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }
}
