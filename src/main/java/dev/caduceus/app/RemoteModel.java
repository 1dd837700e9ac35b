package dev.caduceus.app;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.conversation.TurnGenerator;
import dev.caduceus.conversation.TurnSettings;
import dev.caduceus.engine.Engine;
import dev.caduceus.model.GenerationConfig;
import dev.caduceus.remote.RemoteEngine;
import dev.caduceus.remote.RemoteSettings;
import dev.caduceus.schema.Json;
import dev.caduceus.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A model whose folder is here, for its tokenizer, and whose network runs elsewhere. */
final class RemoteModel {
    /** Where config.json does not say. */
    private static final int CONTEXT_LENGTH = 8192;

    private RemoteModel() {}

    /** Asks nobody yet: an engine that is still to come costs the requests that need it, not the start. */
    static LoadedModel open(Path folder, CaduceusConfig config, LoadedModel.Watchers watchers) {
        Tokenizer tokenizer = Tokenizer.open(folder);
        try {
            GenerationConfig generation = GenerationConfig.of(folder);
            RemoteSettings remote = settings(folder, config);
            Engine engine = watchers.replies().apply(RemoteEngine.start(remote, tokenizer));
            var settings = TurnSettings.of(Set.copyOf(generation.eosIds()))
                    .withParserMode(config.parserMode())
                    .withGrammar(LoadedModel.grammar(config.grammar()))
                    .withPatience(config.limits().slowReader());
            return new LoadedModel(
                    remote.model(),
                    false,
                    tokenizer,
                    engine,
                    TurnGenerator.of(engine, tokenizer, settings, watchers.rounds()),
                    LoadedModel.sampling(generation.sampling(), config.sampling()));
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    private static RemoteSettings settings(Path folder, CaduceusConfig config) {
        var remote = config.remote();
        return new RemoteSettings(
                remote.endpoints().orElse(List.of()),
                remote.server(),
                remote.model().orElse(config.model()),
                remote.key().orElse(""),
                config.contextLength() > 0 ? config.contextLength() : contextLength(folder),
                remote.atOnce(),
                config.limits().queueTime(),
                remote.silence(),
                config.log().content());
    }

    private static int contextLength(Path folder) {
        Path file = folder.resolve("config.json");
        try {
            int positions = Json.read(Files.readString(file))
                    .path("max_position_embeddings")
                    .asInt(CONTEXT_LENGTH);
            return Math.max(2, positions);
        } catch (IOException | IllegalArgumentException e) {
            throw new CaduceusException(ErrorCode.BAD_MODEL, file + " can't be read: " + e.getMessage(), e);
        }
    }
}
