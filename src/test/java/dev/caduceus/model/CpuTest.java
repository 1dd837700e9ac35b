package dev.caduceus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuTest {
    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "flags\t\t: fpu avx2 avx512f avx512bw, false",
        "flags\t\t: fpu avx512f avx512_bf16 wbnoinvd, true",
        "flags\t\t: fpu avx512f amx_bf16 amx_tile, true",
        "Features\t: fp asimd bf16 i8mm, true",
        "vmx flags\t: avx512_bf16, false",
    })
    void bfloat16_is_read_from_the_flags_of_linux(String line, boolean multiplies) throws IOException {
        Path cpuinfo = folder.resolve("cpuinfo");
        Files.writeString(cpuinfo, "processor\t: 0\n" + line.replace("\\t", "\t") + "\nbogomips\t: 5000.00\n");
        assertThat(Cpu.read(cpuinfo).multipliesBfloat16()).isEqualTo(multiplies);
    }

    @Test
    void of_a_machine_that_tells_nothing_nothing_is_expected() {
        assertThat(Cpu.read(folder.resolve("none")).flags()).isEmpty();
    }
}
