package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.schema.Json;
import dev.langchain4j.agent.tool.Tool;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the native image is told stands for something that is there: no compiler for it runs in these tests. */
class NativeMetadataTest {
    private static final Path FILE =
            Path.of("src/main/resources/META-INF/native-image/dev.caduceus/caduceus/reachability-metadata.json");

    private static JsonNode metadata() throws IOException {
        return Json.read(Files.readString(FILE));
    }

    @Test
    void every_type_and_every_resource_exists() throws Exception {
        for (JsonNode type : metadata().get("reflection")) {
            String name = type.get("type").asText();
            Class<?> found =
                    Class.forName(name.endsWith("[]") ? "[L" + name.substring(0, name.length() - 2) + ";" : name);
            assertThat(found.getDeclaredConstructors().length > 0 || !type.has("allDeclaredConstructors"))
                    .as(name)
                    .isTrue();
        }
        for (JsonNode resource : metadata().get("resources")) {
            String glob = resource.get("glob").asText();
            if (glob.endsWith("/*")) {
                try (Stream<Path> files = Files.list(Path.of("src/main/resources", glob.replace("/*", "")))) {
                    assertThat(files.toList()).as(glob).isNotEmpty();
                }
            } else {
                URL found = Thread.currentThread().getContextClassLoader().getResource(glob);
                assertThat(found).as(glob).isNotNull();
            }
        }
    }

    /** DJL's tokenizer looks classes up by these names from its native code. */
    @Test
    void the_classes_that_native_code_looks_up_are_told() throws Exception {
        URL library = Thread.currentThread()
                .getContextClassLoader()
                .getResource("native/lib/linux-x86_64/cpu/libtokenizers.so");
        String text;
        try (var in = URI.create(library.toString()).toURL().openStream()) {
            text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        List<String> told = new ArrayList<>();
        metadata().get("reflection").forEach(type -> told.add(type.get("type").asText()));
        Matcher named = Pattern.compile("ai/djl/[A-Za-z/]*[a-z]").matcher(text);
        while (named.find()) {
            // Texts stand in it without anything between them.
            String found = named.group().replace('/', '.');
            assertThat(told).as(found).anyMatch(found::startsWith);
        }
    }

    /** By their descriptors; the handles are made when the executable starts, not when it is compiled. */
    @Test
    void every_call_into_libc_is_told() throws Exception {
        var told = new ArrayList<String>();
        for (JsonNode call : metadata().at("/foreign/downcalls")) {
            var types = new ArrayList<String>(List.of(call.get("returnType").asText()));
            call.get("parameterTypes").forEach(type -> types.add(type.asText()));
            told.add(String.join(",", types)
                    + (call.at("/options/captureCallState").asBoolean() ? " and errno" : ""));
        }
        String build = Files.readString(Path.of("pom.xml"));
        var used = new ArrayList<String>();
        for (Path file : sources()) {
            String source = Files.readString(file);
            Matcher descriptor =
                    Pattern.compile("FunctionDescriptor\\.of\\(([^)]*)\\)").matcher(source);
            while (descriptor.find()) {
                String types = descriptor.group(1).replaceAll("ValueLayout\\.|\\s", "");
                used.add(types.replaceAll("JAVA_(INT|LONG)", "j$1")
                                .toLowerCase(Locale.ROOT)
                                .replace("address", "void*")
                        + (source.contains("captureCallState") ? " and errno" : ""));
                assertThat(build)
                        .contains("\\,dev.caduceus." + file.getParent().getFileName() + "."
                                + file.getFileName().toString().replace(".java", ""));
            }
        }
        assertThat(used).hasSize(6).isSubsetOf(told);
    }

    /** But for XNNPACK's: who calls it wants vectors in Java, too, which an executable doesn't have. */
    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.getParent().endsWith("xnnpack"))
                    .toList();
        }
    }

    @Test
    void the_tools_and_records_are_told() throws Exception {
        List<String> told = Arrays.stream(NativeReflection.class
                        .getAnnotation(RegisterForReflection.class)
                        .targets())
                .map(Class::getName)
                .toList();
        try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/caduceus/tools"))) {
            for (Path file : files.toList()) {
                String name =
                        "dev.caduceus.tools." + file.getFileName().toString().replace(".java", "");
                if (!name.endsWith("package-info") && !Files.isDirectory(file) && hasTools(Class.forName(name))) {
                    assertThat(told).contains(name);
                }
            }
        }
        assertThat(told).contains("dev.caduceus.tools.Joke", "dev.caduceus.tools.BookRecommendation");
    }

    private static boolean hasTools(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods()).anyMatch(method -> method.isAnnotationPresent(Tool.class));
    }
}
