package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.schema.Json;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the native image's compiler would be given, as the build leaves it in target/native-sources: the executable's jars, its
 * arguments and what it is told of reflection, JNI and resources. {@link NativeMetadataTest} has what we tell it ourselves.
 */
class NativeSourcesIT {
    private static final Path FOLDER = Path.of("target/native-sources");
    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final String TOLD = "META-INF/native-image/";
    private static final String OURS = TOLD + "dev.caduceus/caduceus/reachability-metadata.json";

    @Test
    void the_arguments_are_ours_and_name_the_jar() throws Exception {
        List<String> arguments = List.of(
                Files.readString(FOLDER.resolve("native-image.args")).strip().split("\\s+"));
        assertThat(arguments)
                .contains("--enable-native-access=ALL-UNNAMED", "-H:+ForeignAPISupport", "--no-fallback")
                .anyMatch(each -> each.startsWith("--initialize-at-run-time=ai.djl,dev.caduceus.hub."))
                .endsWith("-jar", executable().getFileName().toString());
    }

    @Test
    void what_we_tell_goes_along_and_each_resource_lies_in_one_of_the_jars() throws Exception {
        assertThat(text(executable(), OURS)).isEqualTo(Files.readString(RESOURCES.resolve(OURS)));
        Set<String> entries = Stream.concat(Stream.of(executable()), files(FOLDER.resolve("lib")).stream())
                .flatMap(jar -> entries(jar).stream())
                .collect(Collectors.toSet());
        for (JsonNode resource : Json.read(text(executable(), OURS)).get("resources")) {
            String glob = resource.get("glob").asText();
            assertThat(entries)
                    .as(glob)
                    .anyMatch(entry -> glob.endsWith("*") && !entry.endsWith("/")
                            ? entry.startsWith(glob.substring(0, glob.length() - 1))
                            : entry.equals(glob));
        }
        assertThat(entries)
                .contains("ai/djl/pytorch/jni/JniUtils.class", "models/caduceus-mini/model.safetensors")
                .contains("pytorch/cpu/linux-x86_64/libtorch_cpu.so");
    }

    @Test
    void tools_their_results_requests_and_settings_are_open_to_reflection() throws Exception {
        var open = new ArrayList<String>();
        for (JsonNode type : Json.read(text(executable(), TOLD + "reflect-config.json"))) {
            if (type.path("allDeclaredConstructors").asBoolean()
                    && type.path("allDeclaredMethods").asBoolean()) {
                open.add(type.get("name").asText());
            }
        }
        for (Class<?> target : NativeReflection.class
                .getAnnotation(RegisterForReflection.class)
                .targets()) {
            assertThat(open).contains(target.getName());
            Stream.of(target.getDeclaredClasses())
                    .filter(Class::isRecord)
                    .forEach(record -> assertThat(open).contains(record.getName()));
        }
        assertThat(open)
                .contains("dev.caduceus.api.ChatRequest", "dev.caduceus.api.ChatRequest$Options")
                .contains("dev.caduceus.app.CaduceusConfig$$CMImpl", "dev.caduceus.app.RemoteConfig$$CMImpl");
    }

    @Test
    void migrations_and_the_page_are_resources() throws Exception {
        Set<String> included = Json.read(text(executable(), TOLD + "resource-config.json"))
                .at("/resources/includes")
                .valueStream()
                .map(each -> each.get("pattern").asText().replaceAll("\\\\[QE]", ""))
                .collect(Collectors.toSet());
        for (String folder : List.of("db/migration", "META-INF/resources")) {
            for (Path file : files(RESOURCES.resolve(folder))) {
                assertThat(included).contains(RESOURCES.relativize(file).toString());
            }
        }
    }

    private static Path executable() throws IOException {
        return files(FOLDER).stream()
                .filter(file -> file.toString().endsWith("-runner.jar"))
                .findFirst()
                .orElseThrow();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static Set<String> entries(Path jar) {
        try (var opened = new JarFile(jar.toFile())) {
            return opened.stream().map(entry -> entry.getName()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path jar, String entry) throws IOException {
        try (var opened = new JarFile(jar.toFile());
                var in = opened.getInputStream(opened.getEntry(entry))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
