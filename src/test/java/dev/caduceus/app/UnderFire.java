package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.app.Fire.Door;
import dev.caduceus.app.Fire.Ending;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Load for minutes, and its table: {@code ./mvnw test -Dtest=UnderFire -Dminutes=5}. Salvos of one, two, five and ten times
 * the capacity in turn, and clients that vanish between them.
 */
@QuarkusTest
@TestProfile(SmallService.class)
class UnderFire {
    private static final List<Integer> TIMES = List.of(1, 2, 5, 10);

    @Inject
    LocalModel model;

    @TestHTTPResource("/")
    URI base;

    @Test
    void for_minutes() throws Exception {
        ReadyModel.await(model);
        var fire = new Fire(base, model);
        fire.salvo(SmallService.CAPACITY);
        long heap = Fire.heap();
        long end = System.nanoTime()
                + Duration.ofSeconds((long) (60 * Double.parseDouble(System.getProperty("minutes", "1"))))
                        .toNanos();
        List<List<Ending>> endings =
                TIMES.stream().<List<Ending>>map(times -> new ArrayList<>()).toList();
        for (int round = 0; round < TIMES.size() || System.nanoTime() < end; round++) {
            int level = round % TIMES.size();
            List<Ending> salvo = fire.salvo(TIMES.get(level) * SmallService.CAPACITY);
            assertThat(salvo)
                    .allSatisfy(
                            ending -> assertThat(ending.ends()).as("%s", ending).isEqualTo(1));
            endings.get(level).addAll(salvo);
            fire.vanish(Door.values()[round % Door.values().length], 1, round % 300, round % 2 == 0);
            fire.awaitIdle();
        }
        System.out.println(
                "| load | requests | answered | p50 / p99 | refused | p50 / p99 |\n|---|---|---|---|---|---|");
        for (int level = 0; level < TIMES.size(); level++) {
            System.out.printf("| %d × | %s |%n", TIMES.get(level), row(endings.get(level)));
        }
        System.out.printf(Locale.ROOT, "heap %.1f MB before, %.1f MB after%n", heap / 1e6, Fire.heap() / 1e6);
    }

    private static String row(List<Ending> endings) {
        return "%d | %s | %s"
                .formatted(
                        endings.size(), part(endings, Ending::answered), part(endings, ending -> !ending.answered()));
    }

    private static String part(List<Ending> endings, Predicate<Ending> which) {
        long[] millis = endings.stream()
                .filter(which)
                .mapToLong(Ending::millis)
                .sorted()
                .toArray();
        return millis.length == 0
                ? "0 | "
                : "%d | %d / %d ms"
                        .formatted(millis.length, millis[millis.length / 2], millis[millis.length * 99 / 100]);
    }
}
