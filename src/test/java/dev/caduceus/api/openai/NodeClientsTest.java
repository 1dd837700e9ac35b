package dev.caduceus.api.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.api.ScriptedService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clients of npm, run by the machine's Node in {@code target/node}; their versions stand in package-lock.json. */
@QuarkusTest
@TestProfile(ScriptedService.Profile.class)
class NodeClientsTest {
    private static final String HOW_TO_GET_IT = "Node is not installed; get it with: apt-get install nodejs npm";
    private static final Path SOURCES = Path.of("src/test/node");
    private static final Path FOLDER = Path.of("target/node");
    private static final int PATIENCE_MINUTES = 5;

    @BeforeAll
    static void the_packages_are_there() throws Exception {
        if (!onThePath("node") || !onThePath("npm")) {
            Assumptions.assumeTrue("true".equals(System.getenv("CI")), HOW_TO_GET_IT);
            throw new IllegalStateException(HOW_TO_GET_IT);
        }
        Path lock = SOURCES.resolve("package-lock.json");
        Path installed = FOLDER.resolve("installed-lock.json");
        Files.createDirectories(FOLDER);
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                Files.copy(file, FOLDER.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!Files.exists(installed) || Files.mismatch(lock, installed) >= 0) {
            assertThat(run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"))
                    .contains("added");
            Files.copy(lock, installed, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"openai.mjs", "ai-sdk.mjs"})
    void a_client_of_npm_chats_streams_and_calls_tools(String script) throws Exception {
        System.out.println(run("node", script, ScriptedService.baseUrl()));
    }

    private static boolean onThePath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** What the program printed. */
    private static String run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("caduceus-node", ".txt");
        Process process = new ProcessBuilder(List.of(command))
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean over = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();
        String printed = Files.readString(output);
        Files.delete(output);
        assertThat(over && process.exitValue() == 0)
                .as("%s: %s", String.join(" ", command), printed)
                .isTrue();
        return printed;
    }
}
