package dev.caduceus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a setting on this processor and that, for a small folder of bfloat16. */
class LoadPlanTest {
    private static final String XEON = "avx2 avx512f";
    private static final String ZEN = "avx2 avx512f avx512_bf16 avx512_vnni";
    private static final String ARM = "asimd asimddp";
    private static final String NEWER_ARM = "asimd bf16";

    @ParameterizedTest(name = "{1} on {0}")
    @CsvSource({
        XEON + ", AUTO,            F32  computed in F32  copied",
        ZEN + ",  AUTO,            F32  computed in F32  copied",
        XEON + ", BFLOAT16,        BF16 computed in F32  copied",
        ZEN + ",  BFLOAT16,        BF16 computed in BF16 copied ONEDNN",
        NEWER_ARM + ", BFLOAT16,   BF16 computed in BF16 copied",
        XEON + ", BFLOAT16_MAPPED, BF16 computed in F32",
        ZEN + ",  BFLOAT16_MAPPED, BF16 computed in BF16",
        XEON + ", INT8,            I8   computed in F32",
        ZEN + ",  INT8,            I8   computed in BF16",
        ARM + ",  W8A8,            I8   computed in F32",
        ZEN + ",  W4A8,            I8   computed in BF16",
    })
    void the_processor_decides(String flags, Precision precision, String expected) {
        try (Weights weights = Weights.open(Golden.read("llama3-rope-bf16").folder())) {
            NetworkWeights found = NetworkWeights.find(weights, ModelConfig.read(weights.folder()));
            LoadPlan plan = LoadPlan.of(found, precision, machine(flags, false));
            assertThat(words(plan)).isEqualTo(expected.replaceAll(" +", " "));
        }
    }

    /** Where Java has kernels of its own, they read what is not in an order of libtorch's. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "AUTO,            F32  computed in F32  copied, true",
        "BFLOAT16,        BF16 computed in BF16 copied ONEDNN, false",
        "BFLOAT16_MAPPED, BF16 computed in BF16, true",
        "INT8,            I8   computed in BF16, true",
        "W8A8,            I8   computed in BF16 XNNPACK, true",
        "W4A8,            I8   computed in BF16 XNNPACK_FOUR, true",
    })
    void few_rows_are_computed_in_java(Precision precision, String expected, boolean few) {
        try (Weights weights = Weights.open(Golden.read("llama3-rope-bf16").folder())) {
            NetworkWeights found = NetworkWeights.find(weights, ModelConfig.read(weights.folder()));
            LoadPlan plan = LoadPlan.of(found, precision, machine(ZEN, true));
            assertThat(words(plan)).isEqualTo(expected.replaceAll(" +", " "));
            assertThat(plan.inJava()).isEqualTo(few);
        }
    }

    private static Machine machine(String flags, boolean kernels) {
        return new Machine(new Cpu(Set.of(flags.split(" "))), kernels, () -> kernels);
    }

    private static String words(LoadPlan plan) {
        return "%s computed in %s".formatted(plan.weights(), plan.computed())
                + (plan.copy() ? " copied" : "")
                + (plan.order() == LoadPlan.Order.OF_FILE ? "" : " " + plan.order());
    }
}
