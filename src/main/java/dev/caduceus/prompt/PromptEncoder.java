package dev.caduceus.prompt;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.prompt.Prompt.Segment;
import dev.caduceus.tokenizer.Tokenizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A prompt's segments → token ids. Added tokens are looked for in markup alone. All that stands between two of them,
 * markup and untrusted text alike, is encoded in one go by a tokenizer that knows no added token: so benign text gives
 * the ids that Hugging Face gives for the flat prompt, and hostile text never an added token.
 */
public final class PromptEncoder {
    private static final String END_OF_TURN = "<|im_end|>";

    /** Stretches of first turns that are remembered: the same tools stand in request after request. */
    private static final int MOST_KNOWN = 64;

    private final Tokenizer tokenizer;
    private final int endOfTurn;
    /** Least recently used first; locked by itself. */
    private final Map<String, int[]> known = new LinkedHashMap<>(16, 0.75f, true);

    /** @throws CaduceusException {@code BAD_MODEL} where turns could not be told from text */
    public PromptEncoder(Tokenizer tokenizer) {
        for (String marker : List.of("<|im_start|>", END_OF_TURN)) {
            if (!tokenizer.addedTokens().containsKey(marker)) {
                throw CaduceusException.of(
                        ErrorCode.BAD_MODEL,
                        "%s is none of the tokenizer's %s added tokens; choose a model that was tuned on ChatML",
                        marker,
                        tokenizer.addedTokens().size());
            }
        }
        this.tokenizer = tokenizer;
        this.endOfTurn = tokenizer.addedTokens().getOrDefault(END_OF_TURN, -1);
    }

    public int[] encode(Prompt prompt) {
        IntStream.Builder ids = IntStream.builder();
        var plain = new StringBuilder();
        boolean firstTurn = true;
        for (Segment segment : prompt.segments()) {
            switch (segment) {
                case Segment.Text(String text) -> plain.append(text);
                case Segment.Markup(String text) -> {
                    int done = 0;
                    for (Tokenizer.Occurrence marker : tokenizer.addedTokensIn(text)) {
                        plain.append(text, done, marker.start());
                        encodePlain(plain, firstTurn, ids);
                        ids.add(marker.id());
                        firstTurn &= marker.id() != endOfTurn;
                        done = marker.end();
                    }
                    plain.append(text, done, text.length());
                }
            }
        }
        encodePlain(plain, false, ids);
        return ids.build().toArray();
    }

    /** @param again whether the same may well be asked for again */
    private void encodePlain(StringBuilder plain, boolean again, IntStream.Builder ids) {
        if (!plain.isEmpty()) {
            String text = plain.toString();
            for (int id : again ? remembered(text) : tokenizer.encodePlain(text)) {
                ids.add(id);
            }
            plain.setLength(0);
        }
    }

    private int[] remembered(String text) {
        synchronized (known) {
            int[] ids = known.get(text);
            if (ids != null) {
                return ids;
            }
        }
        int[] ids = tokenizer.encodePlain(text);
        synchronized (known) {
            known.put(text, ids);
            if (known.size() > MOST_KNOWN) {
                known.remove(known.keySet().iterator().next());
            }
        }
        return ids;
    }
}
