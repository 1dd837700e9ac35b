package dev.caduceus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class PagesTest {
    private static final Path FOLDER = Path.of("src/main/resources/models/caduceus-mini");
    private static final int ROWS = 4000;
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]{6,})-([0-9a-f]{6,}) ");

    @Test
    void whole_pages_go_back_and_the_ends_stay() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(1 << 22).asSlice(100, (1 << 22) - 200);
            memory.fill((byte) 7);
            Pages.giveBack(memory);
            assertThat(memory.get(ValueLayout.JAVA_BYTE, 1 << 21)).isZero();
            assertThat(memory.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 7);
            Pages.giveBack(memory.asSlice(0, 10));
        }
    }

    @Test
    void small_pages_stay_small() throws IOException {
        assumeThat(Path.of("/sys/kernel/mm/transparent_hugepage")).exists();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(1 << 24);
            memory.fill((byte) 7);
            Pages.keepSmall(memory);
            assertThat(memory.get(ValueLayout.JAVA_BYTE, 1 << 21)).isEqualTo((byte) 7);
            String flags = flags(memory.address() + (1 << 23));
            assumeThat(flags).isNotEmpty();
            assertThat(flags).contains(" nh");
        }
    }

    /** What Linux says of the mapping with this address in it. */
    private static String flags(long address) throws IOException {
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            Matcher range = MAPPING.matcher(line);
            if (range.lookingAt()) {
                inside = Long.parseUnsignedLong(range.group(1), 16) <= address
                        && address < Long.parseUnsignedLong(range.group(2), 16);
            } else if (inside && line.startsWith("VmFlags")) {
                return line;
            }
        }
        return "";
    }

    @Test
    void rows_that_a_slot_gives_up_leave_the_process_and_can_be_written_again() throws IOException {
        int[] ids = IntStream.range(0, ROWS).map(i -> 5 + i % 400).toArray();
        try (LlamaModel model = LlamaModel.open(FOLDER, new LoadOptions(ROWS, 2, Precision.AUTO, 1))) {
            float[] first = model.prefill(0, 0, ids);
            model.copyPrefix(0, 1, ROWS);
            long before = resident();
            model.shrink(0, 16);
            assertThat(model.rows(0)).hasSize(16);
            long freed = before - resident();
            assertThat(freed).isGreaterThan(ROWS * model.rowBytes() / 2);
            model.copyPrefix(1, 0, ROWS - 1);
            assertThat(model.prefill(0, ROWS - 1, new int[] {ids[ROWS - 1]}))
                    .usingComparatorWithPrecision(1e-3f)
                    .containsExactly(first);
        }
    }

    /** Bytes of this process that are in memory. */
    private static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }
}
