package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Debian's container tools, with base images made on the spot. Without them a test is skipped by name, or fails in CI. */
final class Podman {
    private static final List<String> PROGRAMS = List.of("podman", "buildah", "runc", "debootstrap");
    /** A Debian and nothing else, kept between runs. */
    private static final String BASE = "localhost/caduceus-base:bookworm";
    /** The same with the JDK of this process. */
    private static final String JDK =
            "localhost/caduceus-jdk:" + Runtime.version().feature();

    private Podman() {}

    static void require() {
        List<String> missing =
                PROGRAMS.stream().filter(name -> !installed(name)).toList();
        if (!missing.isEmpty()) {
            String how = "containers can't be built here; get what is missing with: apt-get install "
                    + String.join(" ", missing);
            if ("true".equals(System.getenv("CI"))) {
                fail(how);
            }
            abort(how);
        }
    }

    private static boolean installed(String name) {
        return Stream.of("/usr/bin", "/usr/sbin").anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** Dockerfile.jvm → the image {@code name}, from base images that need no registry. */
    static void build(String name, Path scratch) throws Exception {
        base(scratch);
        jdk(scratch);
        run("buildah", "bud", "--isolation", "chroot", "--network", "host", "--quiet", "--layers=false")
                .with("--build-arg", "JDK_IMAGE=" + JDK, "--build-arg", "BASE_IMAGE=" + BASE)
                .with("-f", "src/main/docker/Dockerfile.jvm", "-t", name, ".")
                .output();
    }

    private static void base(Path scratch) throws Exception {
        if (exists(BASE)) {
            return;
        }
        // The mirror that this Debian itself is installed from.
        String mirror = run(
                        "apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages", "Codename: bookworm")
                .output()
                .lines()
                .findFirst()
                .orElseThrow();
        String root = scratch.resolve("rootfs").toString();
        run("debootstrap", "--variant=minbase", "bookworm", root, mirror).output();
        run("sh", "-c", "tar -C '" + root + "' -c . | podman import - " + BASE).output();
    }

    private static void jdk(Path scratch) throws Exception {
        if (exists(JDK)) {
            return;
        }
        // Debian's JDKs have links into /etc, which a copy of the folder alone would leave dangling.
        String whole = scratch.resolve("jdk").toString();
        run("cp", "-rL", System.getProperty("java.home"), whole).output();
        String container = run("buildah", "from", BASE).output().strip();
        run("buildah", "copy", "--quiet", container, whole, "/opt/jdk").output();
        run("buildah", "config", "--env", "PATH=/opt/jdk/bin:/usr/bin:/bin", container)
                .output();
        run("buildah", "commit", "--quiet", "--rm", container, JDK).output();
    }

    private static boolean exists(String image) throws Exception {
        return new ProcessBuilder("podman", "image", "exists", image).start().waitFor() == 0;
    }

    static String logs(String container) throws IOException, InterruptedException {
        return run("sh", "-c", "podman logs " + container + " 2>&1").output();
    }

    static Command run(String... command) {
        return new Command(List.of(command));
    }

    record Command(List<String> words) {
        Command with(String... more) {
            var all = new ArrayList<>(words);
            all.addAll(List.of(more));
            return new Command(all);
        }

        /** What it prints. It must succeed. */
        String output() throws IOException, InterruptedException {
            Path errors = Files.createTempFile("podman", ".err");
            Process process =
                    new ProcessBuilder(words).redirectError(errors.toFile()).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as("%s: %s%s", words, output, Files.readString(errors))
                    .isZero();
            Files.delete(errors);
            return output;
        }
    }
}
