package dev.caduceus.langchain4j.conformance;

import dev.caduceus.conversation.TurnGenerator;
import dev.caduceus.conversation.TurnSettings;
import dev.caduceus.engine.Engine;
import dev.caduceus.engine.EngineLimits;
import dev.caduceus.engine.SlotRows;
import dev.caduceus.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * A service with everything real but the network: prompt, tokenizer, engine, parser and turn. In the network's place a
 * script reads the prompt, as text, and says the reply, which is then written token by token.
 */
public final class ScriptedModel implements AutoCloseable {
    private static final String ASSISTANT = "<|im_start|>assistant";
    private static final int CONTEXT = 8192;
    private static final int SLOTS = 4;

    private final Tokenizer tokenizer = Tokenizer.open(Path.of("src/main/resources/models/caduceus-mini"));
    private final int endOfTurn = tokenizer.addedTokens().get("<|im_end|>");
    private final Engine engine;
    private final TurnGenerator turns;

    /** @param script the prompt's text → the reply, forced beginning included, without its end-of-turn token */
    public ScriptedModel(UnaryOperator<String> script) {
        engine = Engine.start(new Writer(script), EngineLimits.DEFAULT);
        turns = TurnGenerator.of(engine, tokenizer, TurnSettings.of(Set.of(endOfTurn)));
    }

    public TurnGenerator turns() {
        return turns;
    }

    /** The token with which {@code reply} begins. */
    public int firstId(String reply) {
        return tokenizer.encodePlain(reply)[0];
    }

    /** From now on every request is refused. */
    void shutDown() {
        engine.close();
    }

    @Override
    public void close() {
        engine.close();
        tokenizer.close();
    }

    private final class Writer extends SlotRows {
        private final UnaryOperator<String> script;
        private final Map<String, String> replies = new ConcurrentHashMap<>();

        Writer(UnaryOperator<String> script) {
            super(tokenizer.vocabularySize(), CONTEXT, SLOTS);
            this.script = script;
        }

        /** So far above the others that no temperature brings them into play. */
        @Override
        protected float[] logits(int[] tokens) {
            float[] logits = new float[vocabularySize()];
            logits[next(tokenizer.decode(tokens))] = 10_000;
            return logits;
        }

        private int next(String text) {
            int begin = text.lastIndexOf(ASSISTANT) + ASSISTANT.length();
            if (begin < ASSISTANT.length()) {
                return endOfTurn; // a chunk of a prompt: nobody asks yet
            }
            if (text.startsWith("\n", begin)) {
                begin++; // the prompt's, but in OpenHermes, where the model would write it
            }
            String reply = replies.computeIfAbsent(text.substring(0, begin), script);
            String written = text.substring(begin);
            // Anything else is a chunk of a prompt that goes on after an earlier reply.
            return reply.startsWith(written) ? first(reply.substring(written.length())) : endOfTurn;
        }

        private int first(String rest) {
            if (rest.isEmpty()) {
                return endOfTurn;
            }
            int plain = rest.length();
            for (Map.Entry<String, Integer> token : tokenizer.addedTokens().entrySet()) {
                int at = rest.indexOf(token.getKey());
                if (at == 0) {
                    return token.getValue();
                }
                plain = at < 0 ? plain : Math.min(plain, at);
            }
            int[] ids = tokenizer.encodePlain(rest.substring(0, plain));
            return Arrays.stream(ids).findFirst().orElseThrow();
        }
    }
}
