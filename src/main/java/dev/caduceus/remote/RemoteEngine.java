package dev.caduceus.remote;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.EngineStats;
import dev.caduceus.engine.Generation;
import dev.caduceus.engine.GenerationListener;
import dev.caduceus.engine.GenerationRequest;
import dev.caduceus.tokenizer.Tokenizer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The door to engines on other machines. Safe for many threads. */
public final class RemoteEngine implements Engine {
    private final RemoteSettings settings;
    private final Tokenizer tokenizer;
    private final RemoteHttp http;
    private final Endpoints endpoints;
    private final CompletionBody bodies;
    private final ConversationKey conversations;
    private final LostIds lostIds;
    private final Set<RemoteGeneration> running = ConcurrentHashMap.newKeySet();
    private final AtomicInteger live = new AtomicInteger();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean closed;

    private RemoteEngine(RemoteSettings settings, Tokenizer tokenizer) {
        this.settings = settings;
        this.tokenizer = tokenizer;
        this.http = new RemoteHttp(settings);
        this.endpoints = new Endpoints(settings.endpoints());
        this.bodies = new CompletionBody(settings, tokenizer);
        this.conversations = new ConversationKey(tokenizer);
        this.lostIds = new LostIds(tokenizer);
    }

    /**
     * Connects to nobody yet.
     *
     * @param tokenizer of the model that the endpoints serve; stays the caller's to close
     */
    public static Engine start(RemoteSettings settings, Tokenizer tokenizer) {
        return new RemoteEngine(settings, tokenizer);
    }

    @Override
    public Generation submit(GenerationRequest request, GenerationListener listener) {
        if (request.prompt().length >= settings.contextLength()) {
            throw CaduceusException.of(
                    ErrorCode.PROMPT_TOO_LONG,
                    "Prompt has %s tokens but the model reads at most %s and still answers;"
                            + " shorten the history or drop tools",
                    request.prompt().length,
                    settings.contextLength() - 1);
        }
        if (request.sampling().logprobs() > SamplingParams.NO_LOGPROBS) {
            throw new CaduceusException(
                    ErrorCode.UNSUPPORTED, "logprobs are not supported by a remote engine; leave them out");
        }
        var generation = new RemoteGeneration(this, request, listener);
        takePlace();
        running.add(generation);
        if (closed) {
            ended(generation);
            throw CaduceusException.of(ErrorCode.MODEL_NOT_READY, "The engine is closed; it takes no more requests");
        }
        generation.start();
        return generation;
    }

    private void takePlace() {
        if (live.getAndIncrement() >= settings.atOnce()) {
            live.decrementAndGet();
            refused.incrementAndGet();
            throw CaduceusException.of(
                    ErrorCode.OVERLOADED,
                    "%s requests are at the remote engines, and remote.at-once allows no more; try again later",
                    settings.atOnce());
        }
    }

    void ended(RemoteGeneration generation) {
        if (running.remove(generation)) {
            live.decrementAndGet();
            ended.incrementAndGet();
        }
    }

    RemoteSettings settings() {
        return settings;
    }

    RemoteHttp http() {
        return http;
    }

    Endpoints endpoints() {
        return endpoints;
    }

    CompletionBody bodies() {
        return bodies;
    }

    long conversation(int[] prompt) {
        return conversations.of(prompt);
    }

    /** The ids of a chunk, all of them the tokenizer's. */
    int[] ids(Chunk chunk) {
        int[] ids = switch (settings.server()) {
            case VLLM -> chunk.ids();
            case LLAMA_CPP -> lostIds.of(chunk);
        };
        for (int id : ids) {
            if (id < 0 || id >= tokenizer.vocabularySize()) {
                throw CaduceusException.of(
                        ErrorCode.REMOTE_FAILED,
                        "The remote engine writes the token id %s but the tokenizer's go from 0 to %s; is caduceus.model"
                                + " the model that it serves?",
                        id,
                        tokenizer.vocabularySize() - 1);
            }
        }
        return ids;
    }

    /** @throws CaduceusException {@code BAD_STRUCTURED_ANSWER} where a whole reply is not what it was to be */
    void check(GenerationRequest request, int[] written, FinishReason reason) {
        if (reason == FinishReason.STOP) {
            int[] said = Arrays.stream(written)
                    .filter(id -> !request.stopTokens().contains(id))
                    .toArray();
            FinishedReply.check(request.logits().format(), tokenizer.decode(said));
        }
    }

    @Override
    public int contextLength() {
        return settings.contextLength();
    }

    @Override
    public EngineStats stats() {
        return new EngineStats(
                !closed,
                settings.atOnce(),
                0,
                live.get(),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                ended.get(),
                0,
                refused.get(),
                0,
                0,
                Duration.ZERO,
                0,
                0,
                0);
    }

    @Override
    public void close() {
        closed = true;
        running.forEach(RemoteGeneration::cancel);
        http.close();
    }
}
