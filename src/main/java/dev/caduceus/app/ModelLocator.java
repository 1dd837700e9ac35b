package dev.caduceus.app;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.hub.HubId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/** Finds the folder that the setting {@code caduceus.model} means. */
final class ModelLocator {
    static final String EMBEDDED = "embedded";

    private static final String EMBEDDED_FOLDER = "models/caduceus-mini";

    private static final List<String> EMBEDDED_FILES = List.of(
            "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors");

    private final Path dataDir;
    private final Downloads hub;

    /** The hub, as far as it is needed here. */
    interface Downloads {
        Path fetch(HubId id) throws InterruptedException;
    }

    /** @param dataDir where the embedded model goes when it has to be unpacked from a jar */
    ModelLocator(Path dataDir, Downloads hub) {
        this.dataDir = dataDir;
        this.hub = hub;
    }

    /** @throws CaduceusException {@code BAD_MODEL} that says where it looked */
    Path find(String model) throws InterruptedException {
        if (model.equals(EMBEDDED)) {
            return embedded();
        }
        Path folder = Path.of(model);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        if (HubId.fits(model)) {
            return hub.fetch(HubId.parse(model));
        }
        throw CaduceusException.of(
                ErrorCode.BAD_MODEL,
                "caduceus.model is '%s', but there is no such folder; give 'embedded', a folder with config.json,"
                        + " tokenizer.json and *.safetensors, or a hub id such as NousResearch/Hermes-3-Llama-3.2-3B",
                model);
    }

    /** In dev mode and tests the files stand on disk; inside a jar they can't be mapped and are unpacked once. */
    private Path embedded() {
        URL config = resource("config.json");
        if (config.getProtocol().equals("file")) {
            return Path.of(URI.create(config.toString())).resolveSibling("");
        }
        try {
            return unpack();
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded model can't be unpacked below " + dataDir, e);
        }
    }

    private Path unpack() throws IOException {
        Path folder = dataDir.resolve("models").resolve("caduceus-mini");
        Files.createDirectories(folder);
        for (String name : EMBEDDED_FILES) {
            var source = resource(name).openConnection();
            source.setUseCaches(false);
            Path target = folder.resolve(name);
            Path partial = folder.resolve(String.format(
                    Locale.ROOT, "%s.%d.partial", name, ProcessHandle.current().pid()));
            try (InputStream in = source.getInputStream()) {
                Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            }
            // Atomic, so that two services starting at once never see half a file.
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return folder;
    }

    private static URL resource(String name) {
        var loader = Thread.currentThread().getContextClassLoader();
        URL url = loader.getResource(EMBEDDED_FOLDER + "/" + name);
        if (url == null) {
            throw CaduceusException.of(
                    ErrorCode.BAD_MODEL,
                    "this build carries no embedded model: %s/%s is missing",
                    EMBEDDED_FOLDER,
                    name);
        }
        return url;
    }
}
