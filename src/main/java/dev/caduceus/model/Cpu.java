package dev.caduceus.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the processor can do, by the names Linux gives it in /proc/cpuinfo: "flags" of an x86, "Features" of an Arm.
 * Where that can't be read nothing is known of it, and what runs everywhere is used.
 */
record Cpu(Set<String> flags) {
    /** The one this runs on. */
    static final Cpu HERE = read(Path.of("/proc/cpuinfo"));

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

    /** Whether libtorch multiplies bytes by bytes on it (FBGEMM). */
    boolean multipliesBytes() {
        return flags.contains("avx2");
    }

    /**
     * Whether it adds products of bytes in 32 bits. Without, two are added in 16 first, which holds only as long as one of
     * the factors has 7 bits.
     */
    boolean addsBytesExactly() {
        return flags.contains("avx512_vnni");
    }
}
