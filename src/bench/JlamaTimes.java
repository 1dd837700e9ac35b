import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.safetensors.SafeTensorSupport;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.KvBufferCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** The cells of EngineTimes with Jlama, which decodes one sequence at a time: folder, BF16 or Q4, threads, cells. */
final class JlamaTimes {
    private static final int PROMPT = 1500;
    private static final int QUESTION = 32;

    private static AbstractModel model;
    private static AbstractTensor logits;
    private static String name;

    public static void main(String[] arguments) throws Exception {
        name = "Jlama " + arguments[1];
        boolean quantized = arguments[1].equals("Q4");
        Path folder = quantized ? quantized(Path.of(arguments[0])) : Path.of(arguments[0]);
        long start = System.nanoTime();
        model = ModelSupport.loadModel(
                folder.toFile(),
                null,
                quantized ? DType.F32 : DType.BF16,
                quantized ? DType.I8 : DType.BF16,
                Optional.empty(),
                Optional.of(Integer.parseInt(arguments[2])));
        logits = model.makeDenseTensor(1, model.getConfig().vocabularySize);
        read(cache(), 0, ids(1, 1));
        double loaded = seconds(start);
        for (String cell : List.of(arguments).subList(3, arguments.length)) {
            if (cell.startsWith("load")) {
                print(cell, loaded);
            } else {
                measure(cell);
            }
        }
        String peak = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .orElseThrow();
        print("memory", Integer.parseInt(peak.replaceAll("\\D", "")) / 1048576.0);
        System.exit(0);
    }

    /** The folder's weights in Jlama's 4 bits, as its own `quantize` writes them; made once. (Rounding while loading fails in 0.8.4.) */
    private static Path quantized(Path folder) throws IOException {
        Path made = folder.resolveSibling(folder.getFileName() + ".q4");
        if (!Files.exists(made.resolve("model.safetensors"))) {
            SafeTensorSupport.quantizeModel(
                    folder, DType.Q4, new String[] {"norm", "embed"}, new String[0], Optional.of(made));
        }
        return made;
    }

    private static void measure(String cell) {
        String[] parts = cell.split("/");
        int count = parts.length > 1 ? Integer.parseInt(parts[1]) : PROMPT;
        KvBufferCache.KvBuffer rows = cache();
        long start = System.nanoTime();
        switch (parts[0]) {
            case "prefill" -> {
                read(rows, 0, ids(count, count));
                print(cell, count / seconds(start));
            }
            case "decode" -> {
                int next = read(rows, 0, ids(3, count));
                next = read(rows, count, new int[] {next});
                start = System.nanoTime();
                for (int step = 1; step <= 64; step++) {
                    next = read(rows, count + step, new int[] {next});
                }
                print(cell + "/1", 64 / seconds(start));
            }
            case "first" -> {
                read(rows, 0, ids(7, PROMPT));
                print("first/cold", seconds(start));
                for (int question = 0; question < 3; question++) {
                    start = System.nanoTime();
                    read(rows, PROMPT - QUESTION, ids(11 + question, QUESTION));
                    print("first/warm", seconds(start));
                }
            }
            default -> throw new IllegalArgumentException(cell);
        }
    }

    private static KvBufferCache.KvBuffer cache() {
        return new KvBufferCache(model).getEphemeralKvBuffer();
    }

    /** @return the most probable next id */
    private static int read(KvBufferCache.KvBuffer rows, int position, int[] ids) {
        try (AbstractTensor all = ids.length == 1
                ? model.forward(ids[0], position, rows, Optional.empty())
                : model.batchForward(ids, position, rows)) {
            int last = all.shape().first() - 1;
            return model.sample(all.slice(last), 0f, 0f, logits);
        }
    }

    private static int[] ids(int start, int count) {
        return IntStream.range(0, count)
                .map(i -> 100 + (int) ((start + i * 7919L) % 100_000))
                .toArray();
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static void print(String cell, double value) {
        System.out.printf(Locale.ROOT, "%s\t%s\t%.4f%n", name, cell, value);
    }
}
