package dev.caduceus.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the processor can do, by the names Linux gives it in /proc/cpuinfo: "flags" of an x86, "Features" of an Arm.
 * Where that can't be read nothing is known of it, and what runs everywhere is used.
 */
record Cpu(Set<String> flags) {
    /** The one this runs on. */
    static final Cpu HERE = read(Path.of("/proc/cpuinfo"));

    private static final Predicate<String> VECTORS = Pattern.compile(
                    "(avx|amx|sse|ssse|gfni|fma|f16c|asimd|i8mm|sve|sme|bf16).*")
            .asMatchPredicate();

    Cpu {
        flags = Set.copyOf(flags);
    }

    static Cpu read(Path cpuinfo) {
        try (Stream<String> lines = Files.lines(cpuinfo)) {
            return lines.filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).trim().split("\\s+"))
                    .map(flags -> new Cpu(Set.copyOf(List.of(flags))))
                    .orElse(new Cpu(Set.of()));
        } catch (IOException e) {
            return new Cpu(Set.of());
        }
    }

    /**
     * Whether it multiplies bfloat16 by itself. Without, libtorch imitates that an instruction at a time: a product of
     * 256 rows then takes three times as long as in float32, weights converted on the way included.
     */
    boolean multipliesBfloat16() {
        return Stream.of("avx512_bf16", "amx_bf16", "bf16").anyMatch(flags::contains);
    }

    /** Whether oneDNN is to lay bfloat16 weights in an order of its own; tried on no Arm. */
    boolean ordersBfloat16() {
        return Stream.of("avx512_bf16", "amx_bf16").anyMatch(flags::contains);
    }

    /** What kernels are chosen by, in one order: weights packed for one processor are not another's. */
    String vectors() {
        return flags.stream().filter(VECTORS).sorted().collect(Collectors.joining(" "));
    }
}
