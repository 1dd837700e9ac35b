package dev.caduceus.tools;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real PostgreSQL of its own: a throw-away cluster in a temporary folder, on a free port, stopped with the JVM. */
public final class PostgresCluster {
    public static final String HOW_TO_GET_IT = "PostgreSQL is not installed; get it with: apt-get install postgresql";
    public static final String USER = "caduceus";

    /** Where {@link #shared} notes its own. */
    private static final String RUNNING = "throw-away.postgres";

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    /** initdb refuses to run as root, so that root runs it as the package's own user. */
    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    private final Path programs;
    private final Path folder;
    private final int port;

    private PostgresCluster(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    /** The folder of initdb and pg_ctl: the newest that Debian has, else the path's. */
    public static Optional<Path> programs() {
        List<Path> candidates = new ArrayList<>();
        try (Stream<Path> versions = Files.isDirectory(DEBIAN) ? Files.list(DEBIAN) : Stream.empty()) {
            versions.sorted(reverseOrder())
                    .map(version -> version.resolve("bin"))
                    .forEach(candidates::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            candidates.add(Path.of(folder));
        }
        return candidates.stream()
                .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
                .findFirst();
    }

    public static PostgresCluster start(Path programs) {
        try {
            Path folder = Files.createTempDirectory("caduceus-postgres");
            var cluster = new PostgresCluster(programs, folder, freePort());
            if (ROOT) {
                run(
                        folder.getParent().resolve(folder.getFileName() + ".chown"),
                        "chown",
                        "postgres",
                        folder.toString());
            }
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::stop));
            cluster.program("initdb", "-D", cluster.data(), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync");
            cluster.resume();
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One for all who ask so: a profile is asked for its settings more than once, and its test by another class loader. */
    public static PostgresCluster shared(Path programs) {
        String where = System.getProperty(RUNNING);
        if (where != null) {
            String[] parts = where.split("\\|");
            return new PostgresCluster(programs, Path.of(parts[0]), Integer.parseInt(parts[1]));
        }
        PostgresCluster cluster = start(programs);
        System.setProperty(RUNNING, cluster.folder + "|" + cluster.port);
        return cluster;
    }

    /** As a power failure does it. */
    public void crash() throws IOException {
        program("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
    }

    /** After a crash, or for the first time. */
    public void resume() throws IOException {
        String options = "-p %s -k %s -c listen_addresses=127.0.0.1 -c fsync=off".formatted(port, folder);
        program("pg_ctl", "-D", data(), "-l", folder.resolve("log").toString(), "-o", options, "-w", "start");
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:%s/%s".formatted(port, database);
    }

    private void stop() {
        try {
            crash();
        } catch (IOException | IllegalStateException e) {
            System.err.println("The test's PostgreSQL in " + folder + " could not be stopped: " + e);
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(comparing(Path::getNameCount).reversed())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            System.err.println("The folder " + folder + " could not be deleted: " + e);
        }
    }

    private void program(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(ROOT ? List.of("runuser", "-u", "postgres", "--") : List.of());
        command.add(programs.resolve(name).toString());
        command.addAll(List.of(arguments));
        run(folder.resolveSibling(folder.getFileName() + "." + name), command.toArray(String[]::new));
    }

    /** Output goes to a file: the server inherits it, and would hold a pipe open for ever. */
    private static void run(Path output, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(new File("/"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " failed: " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
