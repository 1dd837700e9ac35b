package dev.caduceus.conversation;

import dev.caduceus.chat.TurnRequest;
import dev.caduceus.prompt.Prompt;
import dev.caduceus.prompt.Prompt.Segment;
import dev.caduceus.prompt.PromptRenderer;
import dev.caduceus.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Prompts by the dialect's template; warm where the transcript allows. */
final class RenderedPrompts implements PromptSource {
    private static final int[] NO_IDS = {};

    private final PromptRenderer renderer;
    private final Function<Prompt, int[]> encoder;
    private final Set<Integer> stopTokens;
    private final int endOfTurn;

    RenderedPrompts(
            PromptRenderer renderer, Function<Prompt, int[]> encoder, Tokenizer tokenizer, Set<Integer> stopTokens) {
        this.renderer = renderer;
        this.encoder = encoder;
        this.stopTokens = stopTokens;
        this.endOfTurn = tokenizer.addedTokens().getOrDefault("<|im_end|>", -1);
    }

    @Override
    public EncodedPrompt encode(TurnRequest request, Transcript transcript) {
        int known = transcript.known(request);
        if (known == 0) {
            Prompt prompt = renderer.render(request);
            return encoded(encoder.apply(prompt), 0, prompt);
        }
        int[] ids = transcript.ids();
        int last = ids[ids.length - 1];
        boolean closed = last == endOfTurn;
        int kept = !closed && stopTokens.contains(last) ? ids.length - 1 : ids.length;
        Prompt news = renderer.continuation(request, known, closed);
        return encoded(concatenate(Arrays.copyOf(ids, kept), encoder.apply(news)), kept, news);
    }

    static int[] concatenate(int[] first, int[] second) {
        int[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private EncodedPrompt encoded(int[] ids, int kept, Prompt added) {
        String start = added.forcedStart();
        int[] forced = start.isEmpty() ? NO_IDS : encoder.apply(new Prompt(List.of(new Segment.Markup(start)), ""));
        return new EncodedPrompt(ids, forced, kept, added);
    }
}
