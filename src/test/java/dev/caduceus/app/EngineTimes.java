package dev.caduceus.app;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.TokenUsage;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.EngineLimits;
import dev.caduceus.engine.GenerationListener;
import dev.caduceus.engine.GenerationRequest;
import dev.caduceus.model.CausalLm.DecodeRow;
import dev.caduceus.model.LlamaModel;
import dev.caduceus.model.LoadOptions;
import dev.caduceus.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Times one way of loading a model: {@code src/bench/run.sh} calls it beside the same for other engines and writes
 * the table of docs/benchmarks.md. Prints a line a figure: engine, cell, value.
 */
final class EngineTimes {
    private static final int CONTEXT = 2304;
    private static final int SLOTS = 16;
    private static final int[] BATCHES = Arrays.stream(
                    System.getenv().getOrDefault("BATCHES", "1 4 8 16").split(" "))
            .mapToInt(Integer::parseInt)
            .toArray();
    /** A tools prompt, and how much of it the next question changes. */
    private static final int PROMPT = 1500;

    private static final int QUESTION = 32;

    private final String engine;
    private final LlamaModel model;

    private EngineTimes(String engine, LlamaModel model) {
        this.engine = engine;
        this.model = model;
    }

    /** @param arguments the folder, the precision, the threads, then cells; see {@link #measure} */
    public static void main(String[] arguments) throws IOException {
        Precision precision =
                Precision.valueOf(arguments[1].toUpperCase(Locale.ROOT).replace('-', '_'));
        String name = "Caduceus " + arguments[1];
        long start = System.nanoTime();
        var options = new LoadOptions(CONTEXT, SLOTS, precision, Integer.parseInt(arguments[2]));
        LlamaModel model = LlamaModel.open(Path.of(arguments[0]), options);
        model.prefill(0, 0, ids(1, 1));
        double loaded = seconds(start);
        var times = new EngineTimes(name, model);
        for (String cell : Arrays.asList(arguments).subList(3, arguments.length)) {
            if (cell.startsWith("load")) {
                times.print(cell, loaded);
            } else {
                times.measure(cell);
            }
        }
        String peak = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .orElse("VmHWM: 0 kB");
        times.print("memory", Integer.parseInt(peak.replaceAll("\\D", "")) / 1048576.0);
        System.exit(0);
    }

    /** @param cell prefill/tokens, decode/context, first (ends the model's use) */
    private void measure(String cell) {
        String[] parts = cell.split("/");
        switch (parts[0]) {
            case "prefill" -> {
                int count = Integer.parseInt(parts[1]);
                print(cell, count / prefill(ids(count, count)));
            }
            case "decode" -> decode(Integer.parseInt(parts[1]));
            case "first" -> first();
            default -> throw new IllegalArgumentException(cell);
        }
    }

    /** In the chunks in which the engine reads a prompt that is alone. */
    private double prefill(int[] ids) {
        long start = System.nanoTime();
        int chunk = EngineLimits.DEFAULT.prefillChunk();
        for (int from = 0; from < ids.length; from += chunk) {
            model.prefill(0, from, Arrays.copyOfRange(ids, from, Math.min(ids.length, from + chunk)));
        }
        return seconds(start);
    }

    private void decode(int context) {
        prefill(ids(3, context));
        IntStream.range(1, SLOTS).forEach(slot -> model.copyPrefix(0, slot, context));
        for (int batch : BATCHES) {
            int steps = Math.max(16, Math.min(64, 128 / batch));
            int[] next = ids(5, batch);
            step(context, next); // warm
            long start = System.nanoTime();
            for (int step = 1; step <= steps; step++) {
                step(context + step, next);
            }
            print("decode/" + context + "/" + batch, (double) batch * steps / seconds(start));
        }
    }

    private void step(int position, int[] next) {
        List<DecodeRow> rows = new ArrayList<>();
        for (int slot = 0; slot < next.length; slot++) {
            rows.add(new DecodeRow(slot, position, next[slot]));
        }
        float[][] logits = model.decode(rows);
        Arrays.setAll(next, row -> greatest(logits[row]));
    }

    private static int greatest(float[] logits) {
        int best = 0;
        for (int id = 1; id < logits.length; id++) {
            best = logits[id] > logits[best] ? id : best;
        }
        return best;
    }

    /** Through the engine: a prompt nobody has seen, then one that differs in its end. */
    private void first() {
        try (Engine running = Engine.start(model, EngineLimits.DEFAULT)) {
            int[] prompt = ids(7, PROMPT);
            print("first/cold", first(running, prompt));
            for (int question = 0; question < 3; question++) {
                System.arraycopy(ids(11 + question, QUESTION), 0, prompt, PROMPT - QUESTION, QUESTION);
                print("first/warm", first(running, prompt));
            }
        }
    }

    private static double first(Engine engine, int[] prompt) {
        var first = new CompletableFuture<Long>();
        var end = new CompletableFuture<FinishReason>();
        long start = System.nanoTime();
        engine.submit(
                new GenerationRequest(prompt, SamplingParams.GREEDY.withMaxNewTokens(1), Set.of()),
                new GenerationListener() {
                    @Override
                    public void started(int cachedTokens) {}

                    @Override
                    public void token(int id) {
                        first.complete(System.nanoTime());
                    }

                    @Override
                    public void finished(FinishReason reason, TokenUsage usage) {
                        end.complete(reason);
                    }

                    @Override
                    public void failed(CaduceusException error) {
                        first.completeExceptionally(error);
                        end.completeExceptionally(error);
                    }
                });
        end.join();
        return (first.join() - start) / 1e9;
    }

    private void print(String cell, double value) {
        System.out.printf(Locale.ROOT, "%s\t%s\t%.4f%n", engine, cell, value);
    }

    /** The same ids in every engine's bench. */
    private static int[] ids(int start, int count) {
        return IntStream.range(0, count)
                .map(i -> 100 + (int) ((start + i * 7919L) % 100_000))
                .toArray();
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
