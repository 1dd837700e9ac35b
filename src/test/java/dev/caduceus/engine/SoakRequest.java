package dev.caduceus.engine;

import dev.caduceus.chat.SamplingParams;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A request, and how badly whoever asked behaves after so many tokens. */
record SoakRequest(GenerationRequest request, Manner manner, int after, Reader listener) {
    enum Manner {
        QUIET,
        /** Reads nothing for so many steps, then all. */
        SLOW,
        /** Goes away while tokens come, from the engine's own thread. */
        LEAVES,
        /** Goes away at once, from a thread of its own: while it waits or while its prompt is read. */
        NEVER_STAYS,
        LISTENER_THROWS,
        PROCESSOR_THROWS
    }

    static SoakRequest quiet(int[] prompt, int newTokens) {
        return of(prompt, SamplingParams.GREEDY.withMaxNewTokens(newTokens), Manner.QUIET, 0);
    }

    /** @param ids from 1 to here are asked for */
    static SoakRequest random(Random random, int context, int ids) {
        int tools = random.nextInt(3); // many begin alike
        int shared = random.nextInt(context / 3);
        int[] prompt = IntStream.range(0, Math.max(1, shared + random.nextInt(context / 4)))
                .map(i -> 1 + (i < shared ? (i * 7 + tools * 13) % Math.min(50, ids - 1) : random.nextInt(ids - 1)))
                .toArray();
        SamplingParams sampling = SamplingParams.GREEDY.withMaxNewTokens(1 + random.nextInt(60));
        Manner manner = random.nextInt(3) > 0 ? Manner.QUIET : Manner.values()[random.nextInt(Manner.values().length)];
        return of(
                prompt,
                random.nextBoolean() ? sampling : sampling.withTemperature(0.8).withSeed(random.nextLong()),
                manner,
                1 + random.nextInt(20));
    }

    private static SoakRequest of(int[] prompt, SamplingParams sampling, Manner manner, int after) {
        LogitsProcessor processor = manner == Manner.PROCESSOR_THROWS ? throwing(after) : LogitsProcessor.NONE;
        var request = new GenerationRequest(prompt, sampling, Set.of(), processor);
        return new SoakRequest(request, manner, after, new Reader(manner, after));
    }

    void submit(Engine engine) {
        Generation generation = engine.submit(request, listener);
        listener.generation = generation;
        if (manner == Manner.NEVER_STAYS) {
            generation.cancel();
        }
    }

    /** Gets what it would get alone. */
    boolean undisturbed() {
        return manner == Manner.QUIET || manner == Manner.SLOW;
    }

    /** A reply may be over before it is disturbed. */
    List<String> outcomes() {
        return switch (manner) {
            case QUIET, SLOW -> List.of("LENGTH");
            case LEAVES, NEVER_STAYS, LISTENER_THROWS -> List.of("CANCELLED", "LENGTH");
            case PROCESSOR_THROWS -> List.of("INTERNAL", "LENGTH");
        };
    }

    @Override
    public String toString() {
        return "%s after %d of a prompt of %d".formatted(manner, after, request.prompt().length);
    }

    private static LogitsProcessor throwing(int after) {
        return new LogitsProcessor() {
            private int written;

            @Override
            public void process(float[] logits) {}

            @Override
            public void accepted(int id) {
                written++;
                if (written == after) {
                    throw new Planned();
                }
            }
        };
    }

    /** Without a stack trace, which would be logged each time. */
    private static final class Planned extends RuntimeException {
        Planned() {
            super("as planned", null, false, false);
        }
    }

    static final class Reader extends RecordingListener {
        private final Manner manner;
        private final int after;
        private final AtomicInteger asked = new AtomicInteger();
        private volatile Generation generation = () -> {};

        Reader(Manner manner, int after) {
            this.manner = manner;
            this.after = after;
        }

        @Override
        public boolean hasRoom() {
            return manner != Manner.SLOW || asked.incrementAndGet() % (after + 1) == 0;
        }

        @Override
        public void token(int id) {
            super.token(id);
            if (tokens.size() == after && manner == Manner.LEAVES) {
                generation.cancel();
            }
            if (tokens.size() == after && manner == Manner.LISTENER_THROWS) {
                throw new Planned();
            }
        }
    }
}
