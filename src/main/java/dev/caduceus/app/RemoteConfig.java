package dev.caduceus.app;

import dev.caduceus.remote.RemoteSettings;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Engines on other machines, asked in the place of the one in this process: {@code caduceus.remote.*}, docs/remote.md. */
public interface RemoteConfig {
    /** Their addresses, such as {@code http://vllm:8000}, separated by commas. Left out: the model runs here. */
    Optional<List<URI>> endpoints();

    /** What they speak: vllm or llama-cpp. */
    @WithDefault("vllm")
    RemoteSettings.Server server();

    /** The name that they serve the model under. Left out: {@code caduceus.model}, whose tokenizer is used here. */
    Optional<String> model();

    /** Sent as a bearer token. */
    Optional<String> key();

    /** Requests that run or wait there; one more gets OVERLOADED. */
    @WithDefault("64")
    int atOnce();

    /** An engine that says nothing for so long counts as broken: longer than it takes to read the longest prompt. */
    @WithDefault("60s")
    Duration silence();
}
