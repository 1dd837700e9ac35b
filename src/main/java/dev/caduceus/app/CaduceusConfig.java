package dev.caduceus.app;

import dev.caduceus.api.access.AccessSettings.Required;
import dev.caduceus.chat.Dialect;
import dev.caduceus.chat.ParserMode;
import dev.caduceus.model.Precision;
import io.quarkus.runtime.annotations.StaticInitSafe;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** Every setting of the service, {@code caduceus.*}. */
@StaticInitSafe
@ConfigMapping(prefix = "caduceus")
public interface CaduceusConfig {
    /**
     * The model: {@code embedded}, a folder with config.json, tokenizer.json and safetensors, or a hub id such as
     * NousResearch/Hermes-3-Llama-3.2-3B (with {@code @} and a branch, tag or commit behind it, if not main), which is
     * downloaded into the local Hugging Face cache.
     */
    @WithDefault("embedded")
    String model();

    /** Precision of the weights: auto, float32, bfloat16, bfloat16-mapped, int8, w8a8 or w4a8 (8 or 4 bits, activations rounded, too). */
    @WithDefault("auto")
    Precision dtype();

    /** Threads of the network; 0 = one for each core. */
    @WithDefault("0")
    int threads();

    /** Positions of a sequence at most; 0 = the model's own, but no more than 8192. KV memory grows with it. */
    @WithDefault("0")
    int contextLength();

    /** Sequences in memory at a time. KV memory grows with it, as far as engine.kv-memory lets it. */
    @WithDefault("8")
    int slots();

    /** The markup the model was tuned on: hermes or openhermes. */
    @WithDefault("hermes")
    Dialect dialect();

    /** strict, or lenient for models that were tuned on other formats. */
    @WithDefault("strict")
    ParserMode parserMode();

    /** Names of record classes that are offered beside the tools, in this order; the validated record is the result. */
    Optional<List<String>> records();

    /** Where conversations and the demo tools' state live: h2 (a file in the data folder) or postgresql. */
    @WithDefault("h2")
    String database();

    Postgresql postgresql();

    /** The zone in which "tomorrow at 10:30" is read, such as Europe/Lisbon; system is the machine's own. */
    @WithDefault("system")
    String timeZone();

    /** Where the default database lives, and the embedded model once it had to be unpacked. */
    @WithDefault("./data")
    String dataDir();

    Sampling sampling();

    Engine engine();

    Grammar grammar();

    RemoteConfig remote();

    Limits limits();

    Security security();

    Log log();

    /** Other MCP servers, by names of your own, whose tools the model is offered: {@code caduceus.mcp.shop.url=…}. */
    Map<String, Mcp> mcp();

    /** One of them: a url or a command. */
    interface Mcp {
        /** Of its streamable HTTP endpoint, such as {@code http://shop:8080/mcp}. */
        Optional<String> url();

        /** Sent with each request: {@code caduceus.mcp.shop.headers."Authorization"=Bearer …}. */
        Map<String, String> headers();

        /** A program that speaks over its standard input and output, and its arguments, separated by commas. */
        Optional<List<String>> command();

        /** Before the names of all its tools, such as {@code shop_}. */
        Optional<String> prefix();

        /** Without an answer for so long it counts as gone. */
        @WithDefault("20s")
        Duration time();
    }

    /** Where PostgreSQL is, if it is chosen. */
    interface Postgresql {
        @WithDefault("jdbc:postgresql://localhost:5432/caduceus")
        String url();

        @WithDefault("caduceus")
        String user();

        Optional<String> password();
    }

    /** What a request gets that says nothing else. Left out: as the model's generation_config.json says. */
    interface Sampling {
        /** 0 = greedy: for calls, the most probable token is the right one. */
        OptionalDouble temperature();

        OptionalDouble topP();

        /** 0 = all tokens. */
        OptionalInt topK();

        /** 1 = none. */
        OptionalDouble repetitionPenalty();

        @WithDefault("512")
        int maxNewTokens();
    }

    /** How the network is asked. Nothing here changes what is answered. */
    interface Engine {
        /** Tokens guessed ahead at a time, by copying from the conversation, where that has proved right; 0 = none. */
        @WithDefault("8")
        int promptLookup();

        /**
         * Memory that the KV rows of all slots may take together, kept prefixes included, such as 2G; left out: all of
         * slots × context-length rows, or what weights and heap leave of the machine or the container. When it is full, the youngest reply gives way and is gone on with later.
         */
        Optional<MemorySize> kvMemory();
    }

    /** Masks over the vocabulary that hold calls, and JSON where it was asked for, to their schemas. */
    interface Grammar {
        @WithDefault("true")
        boolean enabled();

        /** What the grammar leaves no choice about is written without asking the model; the reply is the same. */
        @WithDefault("true")
        boolean forcedTokens();

        /** Arguments that are declared grounded can only be spans of what users wrote and tools returned. */
        @WithDefault("true")
        boolean grounding();

        /** Arguments whose names say that they identify something (order_id, discountCode) are grounded in any tool. */
        @WithDefault("false")
        boolean groundIds();
    }

    /** Who is let in; docs/operations.md has a page on it. */
    interface Security {
        /** Who has to show credentials: always, remote (all but programs on this machine that ask it directly) or never. */
        @WithDefault("remote")
        Required required();

        /** Keys that were given out, by names of your own. */
        Map<String, Key> keys();

        /** An identity provider whose tokens are taken. */
        Optional<Jwt> jwt();

        /** Roles of which a caller with credentials needs one; left out, each caller with credentials is let in. */
        Optional<Set<String>> roles();

        /** Whether /q/metrics needs no credentials. */
        @WithDefault("false")
        boolean openMetrics();

        /** One of them. */
        interface Key {
            /** {@code sha256:} and the hash in 64 hexadecimal digits; the key itself is written down nowhere. */
            String hash();

            /** What its holder may do, such as calling the tools that demand these roles. */
            Optional<Set<String>> roles();
        }

        /** Signed tokens (JWT) with roles in the claim "groups"; all three have to be right. */
        interface Jwt {
            /** The public key, or keys: a URL of a JWKS, or a file with one or with a PEM. */
            String keys();

            /** The claim "iss". */
            String issuer();

            /** One of the claim "aud". */
            String audience();
        }
    }

    /** What the log may hold. */
    interface Log {
        /** Whether it may quote what users, models and tools say; for hunting a fault, on a machine of your own. */
        @WithDefault("false")
        boolean content();

        /** One JSON object a line. */
        @WithDefault("true")
        boolean json();
    }

    /** Past a limit a request gets a clear error, at once. */
    interface Limits {
        /** A higher max_new_tokens is refused. */
        @WithDefault("4096")
        int newTokens();

        /** Characters of one user message. */
        @WithDefault("100000")
        int messageLength();

        /** Of one caller; 0 = no limit. Programs on this machine that show no credentials have none. */
        @WithDefault("600")
        int requestsPerMinute();

        /** Of one caller at a time; 0 = no limit. */
        @WithDefault("32")
        int concurrentRequests();

        /** Requests waiting for a slot; one more gets OVERLOADED. */
        @WithDefault("64")
        int queueLength();

        /** A request waiting longer fails with OVERLOADED. */
        @WithDefault("30s")
        Duration queueTime();

        /** Prompt tokens read in one step; running neighbours wait that long for their next token. */
        @WithDefault("256")
        int prefillChunk();

        /** How often the model is asked in one turn. */
        @WithDefault("6")
        int rounds();

        /** Calls executed in one round. */
        @WithDefault("8")
        int callsPerRound();

        /** How often the same tool may run with the same arguments in one turn. */
        @WithDefault("2")
        int repeats();

        /** A tool that takes longer is interrupted. */
        @WithDefault("20s")
        Duration toolTime();

        /** Bytes of a tool's result. */
        @WithDefault("65536")
        int resultSize();

        /** Messages of a conversation that the model is shown; older turns are left out whole. */
        @WithDefault("60")
        int conversationMessages();

        /** A conversation idle for longer is deleted. */
        @WithDefault("30d")
        Duration conversationIdle();

        /** A reply whose reader lags pauses; a reader that accepts nothing for that long loses its turn. */
        @WithDefault("30s")
        Duration slowReader();
    }
}
