package dev.caduceus.model;

import dev.caduceus.model.CausalLm.Span;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How long a pass of the network takes, by rows and by what stands in the cache. No test of the gate:
 * {@code ./mvnw -q test -Dtest=PassTimes -Dfolder=… -Ddtype=int8}; docs/engine.md has its output.
 */
class PassTimes {
    private static final Path FOLDER = Path.of(System.getProperty("folder", "src/main/resources/models/caduceus-mini"));
    private static final Precision PRECISION =
            Precision.valueOf(System.getProperty("dtype", "auto").toUpperCase(Locale.ROOT));
    /** The longest first: reading at a row makes the rows after it void. */
    private static final int[] CONTEXTS = numbers("contexts", "1600,512");

    private static final int[] BATCHES = numbers("batches", "1,4,8");
    /** false: libtorch alone. */
    private static final boolean KERNELS = Boolean.parseBoolean(System.getProperty("kernels", "true"));

    private static final int CHUNK = 256;
    private static final int TIMES = 5;

    private static int[] numbers(String name, String fallback) {
        return Arrays.stream(System.getProperty(name, fallback).split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    @Test
    void times() {
        int slots = Math.max(1, Integer.getInteger("slots", 1));
        int context = Arrays.stream(CONTEXTS).max().orElse(0) + CHUNK;
        long start = System.nanoTime();
        try (LlamaModel model = LlamaModel.open(
                FOLDER,
                new LoadOptions(context, slots, PRECISION, 0),
                Shelf.NONE,
                (weights, precision) -> LoadPlan.of(
                        weights, precision, KERNELS ? Machine.HERE : new Machine(Cpu.HERE, false, () -> false)))) {
            System.out.printf(Locale.ROOT, "%s as %s%n", model.name(), model.precision());
            System.out.printf(Locale.ROOT, "opened in %.2f s%n", (System.nanoTime() - start) / 1e9);
            prefill(model);
            for (int at : CONTEXTS) {
                rows(model, at);
            }
            streams(model, CONTEXTS[CONTEXTS.length - 1]);
        }
    }

    /** Fills slot 0, chunk after chunk. */
    private static void prefill(LlamaModel model) {
        model.prefill(0, 0, ids(CHUNK));
        double passed = 0;
        for (int at = 0; at < model.contextLength() - CHUNK + 1; at += CHUNK) {
            passed += millis(model, List.of(new Span(0, at, ids(CHUNK))));
            int read = at + CHUNK;
            if (Integer.bitCount(read) == 1 || read + CHUNK > model.contextLength()) {
                System.out.printf(Locale.ROOT, "| prefill of %d | %.1f tok/s |%n", read, read / passed * 1e3);
            }
        }
    }

    /** One sequence behind {@code context} rows, that reads one id or verifies several. */
    private static void rows(LlamaModel model, int context) {
        for (int rows : new int[] {1, 2, 4, 8, 16}) {
            List<Span> pass = List.of(new Span(0, context, ids(rows), rows));
            System.out.printf(Locale.ROOT, "| context %d, %d rows | %.1f ms |%n", context, rows, median(model, pass));
        }
    }

    /** Several sequences, one id each. */
    private static void streams(LlamaModel model, int context) {
        for (int slot = 1; slot < model.slots(); slot++) {
            model.copyPrefix(0, slot, context);
        }
        for (int batch : BATCHES) {
            if (batch <= model.slots()) {
                List<Span> pass = IntStream.range(0, batch)
                        .mapToObj(slot -> new Span(slot, context, ids(1)))
                        .toList();
                double millis = median(model, pass);
                System.out.printf(
                        Locale.ROOT,
                        "| %d sequences of %d | %.1f ms | %.1f tok/s |%n",
                        batch,
                        context,
                        millis,
                        batch / millis * 1e3);
            }
        }
    }

    private static int[] ids(int count) {
        return IntStream.range(0, count).map(i -> 7 + 13 * i % 200).toArray();
    }

    private static double median(LlamaModel model, List<Span> pass) {
        return IntStream.range(0, TIMES)
                .mapToDouble(i -> millis(model, pass))
                .sorted()
                .skip(TIMES / 2)
                .findFirst()
                .orElseThrow();
    }

    private static double millis(LlamaModel model, List<Span> pass) {
        long start = System.nanoTime();
        model.forward(pass);
        return (System.nanoTime() - start) / 1e6;
    }
}
