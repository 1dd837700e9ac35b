package dev.caduceus.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Holds the table in {@code docs/architecture.md} and the code together. */
class PackagesTest {
    private static final String ROOT = "dev.caduceus.";
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.caduceus");

    /** The table's rows: a package, and what it may use. */
    static final List<Map.Entry<String, List<String>>> TABLE = readTable();

    @ParameterizedTest(name = "{0}")
    @FieldSource("TABLE")
    void a_package_uses_only_what_stands_in_its_row(Map.Entry<String, List<String>> row) {
        var own = row.getKey();
        var allowed = new ArrayList<String>();
        allowed.add(ROOT + own + "..");
        row.getValue().forEach(name -> allowed.add(ROOT + name + ".."));
        var withRowsOfTheirOwn = TABLE.stream()
                .map(Map.Entry::getKey)
                .filter(name -> name.startsWith(own + "."))
                .map(name -> ROOT + name + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + own + "..")
                .and()
                .resideOutsideOfPackages(withRowsOfTheirOwn)
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.caduceus..")
                        .and(resideOutsideOfPackages(allowed.toArray(String[]::new))))
                .allowEmptyShould(true)
                .check(CODE);
    }

    @Test
    void every_package_of_the_code_has_a_row() {
        var rows = TABLE.stream().map(Map.Entry::getKey).toList();
        var packages = CODE.stream()
                .map(type -> type.getPackageName().substring(ROOT.length()).split("\\.")[0])
                .distinct();
        assertThat(packages).allSatisfy(name -> assertThat(rows).contains(name));
    }

    @Test
    void packages_form_no_cycle() {
        SlicesRuleDefinition.slices()
                .matching("dev.caduceus.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CODE);
    }

    static final List<Fence> FENCES = List.of(
            new Fence(
                    List.of("dev.langchain4j..", "io.quarkiverse.langchain4j.."),
                    "langchain4j",
                    "tool",
                    "tools",
                    "app"),
            new Fence(List.of("ai.djl.."), "model", "tokenizer"),
            new Fence(List.of("io.modelcontextprotocol.."), "mcp"),
            new Fence(List.of("io.opentelemetry..", "io.micrometer.."), "app"),
            new Fence(List.of("io.quarkus.security..", "io.github.bucket4j.."), "api", "app"),
            new Fence(List.of("jakarta.ws.rs..", "org.jboss.resteasy.."), "api", "tools", "app"),
            new Fence(List.of("jakarta.enterprise..", "jakarta.inject.."), "api", "tools", "app"));

    @ParameterizedTest(name = "{0}")
    @FieldSource("FENCES")
    void a_vendor_stops_at_its_fence(Fence fence) {
        var inside = fence.inside().stream().map(name -> ROOT + name + "..").toArray(String[]::new);
        DescribedPredicate<JavaClass> vendor = resideInAnyPackage(fence.vendor().toArray(String[]::new));
        classes()
                .that(resideOutsideOfPackages(inside))
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(vendor))
                .check(CODE);
    }

    record Fence(List<String> vendor, List<String> inside) {
        Fence(List<String> vendor, String... inside) {
            this(vendor, List.of(inside));
        }
    }

    /** Rows look like {@code | `chat` | the words | `schema` |}. */
    private static List<Map.Entry<String, List<String>>> readTable() {
        var rows = new TreeMap<String, List<String>>();
        try (Stream<String> lines = Files.lines(Path.of("docs/architecture.md"))) {
            lines.filter(line -> line.startsWith("| `")).forEach(line -> {
                String[] cells = line.split("\\|");
                var uses = new ArrayList<String>();
                for (String word : cells[3].split("[^a-z0-9]+")) {
                    if (!word.isEmpty()) {
                        uses.add(word);
                    }
                }
                rows.put(cells[1].strip().replace("`", ""), uses);
            });
        } catch (IOException e) {
            throw new IllegalStateException("docs/architecture.md can't be read", e);
        }
        return List.copyOf(rows.entrySet());
    }
}
