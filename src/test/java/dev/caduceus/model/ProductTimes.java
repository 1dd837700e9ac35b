package dev.caduceus.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.caduceus.kernel.Crew;
import dev.caduceus.kernel.Table;
import dev.caduceus.xnnpack.Bits;
import dev.caduceus.xnnpack.Placing;
import dev.caduceus.xnnpack.RoundedMatrix;
import dev.caduceus.xnnpack.Shape;
import dev.caduceus.xnnpack.Workspace;
import dev.caduceus.xnnpack.Xnnpack;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How long a product takes by kernel and rows: where {@code product} of network.py has to change from one to the other. No
 * test of the gate: {@code ./mvnw -q test -Dtest=ProductTimes}; docs/engine.md has its output. The matrices take turns, so
 * that none is found in a cache.
 */
class ProductTimes {
    private static final int[] ROWS = numbers("rows", "1,2,3,4,6,8,12,16,20,24,32,48,64,256");
    private static final int MATRICES = 8;
    private static final String[] KERNELS = {
        "linear, bfloat16",
        "mv, bfloat16",
        "bfloat16, 262,144 weights widened at a time",
        "bfloat16, 2,097,152",
        "bfloat16 in the processor's order",
        "_weight_int8pack_mm",
        "int8, 262,144 widened",
        "int8, 2,097,152"
    };
    private static final String TIMED = """

          def matrices(self, count: int, outs: int, ins: int) -> int:
            self.norms.append(torch.to(torch.to(torch.rand([outs], dtype=6), 15), 6))
            for i in range(count):
              w = torch.to(torch.randn([outs, ins], dtype=6), 15)
              self.weights.append([w, self.in_order(w)])
              q = torch.to(torch.clamp(w * 30., -127., 127.), 1)
              self.scales.append(q)
            return count

          def timed(self, kernel: int, rows: int, matrix: int) -> int:
            w = self.weights[matrix][0]
            q = self.scales[matrix]
            x = torch.ones([rows, w.size(1)], dtype=self.dtype)
            y = x
            if kernel == 0:
              y = torch.to(torch.linear(torch.to(x, 15), w), self.dtype)
            if kernel == 1:
              ys = annotate(List[Tensor], [])
              for row in range(rows):
                ys.append(torch.mv(w, torch.to(x[row], 15)))
              y = torch.to(torch.stack(ys, 0), self.dtype)
            if kernel == 2:
              y = self.widened(x, w, 262144 // w.size(1))
            if kernel == 3:
              y = self.widened(x, w, 2097152 // w.size(1))
            if kernel == 4:
              y = torch.to(self.product_in_order(torch.to(x, 15), self.weights[matrix][1]), self.dtype)
            if kernel == 5:
              y = torch.to(torch._weight_int8pack_mm(torch.to(x, 15), q, torch.to(self.norms[0], 15)), self.dtype)
            if kernel == 6:
              y = torch.mul_(self.widened(x, q, 262144 // w.size(1)), self.norms[0])
            if kernel == 7:
              y = torch.mul_(self.widened(x, q, 2097152 // w.size(1)), self.norms[0])
            return y.size(0)
        """;

    @Test
    void times() throws IOException {
        System.setProperty("ai.djl.offline", "true");
        try (PtNDManager manager = (PtNDManager) NDManager.newBaseManager("PyTorch")) {
            byte[] archive = TorchScriptArchive.pack(Network.source() + TIMED, "Network");
            PtSymbolBlock module = JniUtils.loadModule(manager, new ByteArrayInputStream(archive), true, false);
            call(module, "shape", 1, 1, 1, 1, 0, 1e-5, Cpu.HERE.multipliesBfloat16() ? 15 : 6, 1);
            call(module, "matrices", MATRICES, Integer.getInteger("outs", 8192), Integer.getInteger("ins", 2048));
            System.out.println("| rows | "
                    + String.join(
                            " | ", Arrays.stream(ROWS).mapToObj(String::valueOf).toList()) + " |");
            for (int kernel : numbers("kernels", "0,1,2,3,4,5,6,7")) {
                StringBuilder line = new StringBuilder("| " + KERNELS[kernel] + " |");
                for (int rows : ROWS) {
                    line.append(cell(module, kernel, rows));
                }
                System.out.println(line);
            }
            module.close();
        }
        for (Bits bits : Bits.values()) {
            rounded(bits);
        }
    }

    /** XNNPACK's, on as many matrices of zeros in pieces as a model's are. */
    private static void rounded(Bits bits) {
        int outs = Integer.getInteger("outs", 8192);
        int ins = Integer.getInteger("ins", 2048);
        var shape = new Shape(bits, 256, ins);
        Xnnpack xnnpack = Libtorch.xnnpack().orElseThrow();
        try (Arena arena = Arena.ofShared();
                Workspace workspace = new Workspace();
                Crew crew = new Crew(Runtime.getRuntime().availableProcessors())) {
            var placing = new Placing(arena);
            List<RoundedMatrix> matrices = Stream.generate(() -> new RoundedMatrix(
                            workspace,
                            Stream.generate(() -> xnnpack.operator(
                                            shape, placing, arena.allocate(xnnpack.packedBytes(shape), 64)))
                                    .limit(outs / shape.outputs())
                                    .toList()))
                    .limit(MATRICES)
                    .toList();
            StringBuilder line = new StringBuilder("| XNNPACK, " + bits + " bits |");
            for (int rows : ROWS) {
                Table x = Table.of(new float[rows * ins], rows, ins);
                Table y = Table.of(new float[rows * outs], rows, outs);
                double[] times = IntStream.range(0, 4 * MATRICES)
                        .mapToDouble(i -> {
                            long start = System.nanoTime();
                            matrices.get(i % MATRICES).multiply(x, y, crew);
                            return (System.nanoTime() - start) / 1e6;
                        })
                        .sorted()
                        .toArray();
                line.append(String.format(Locale.ROOT, " %.2f |", times[times.length / 2]));
            }
            System.out.println(line);
            matrices.forEach(RoundedMatrix::close);
        }
    }

    /** What is out of the question is left out, after one try. */
    private static String cell(PtSymbolBlock module, int kernel, int rows) {
        if (millis(module, kernel, rows, 0) > 100) {
            return " |";
        }
        double[] times = IntStream.range(0, 2 * MATRICES)
                .mapToDouble(i -> millis(module, kernel, rows, i % MATRICES))
                .sorted()
                .toArray();
        return String.format(Locale.ROOT, " %.1f |", times[times.length / 2]);
    }

    private static double millis(PtSymbolBlock module, int kernel, int rows, int matrix) {
        long start = System.nanoTime();
        call(module, "timed", kernel, rows, matrix);
        return (System.nanoTime() - start) / 1e6;
    }

    private static int[] numbers(String name, String fallback) {
        return Arrays.stream(System.getProperty(name, fallback).split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private static void call(PtSymbolBlock module, String method, Number... numbers) {
        IValue[] arguments = Arrays.stream(numbers)
                .map(n -> n instanceof Double d ? IValue.from(d) : IValue.from(n.longValue()))
                .toArray(IValue[]::new);
        IValueUtils.runMethod(module, method, arguments).close();
        Arrays.stream(arguments).forEach(IValue::close);
    }
}
