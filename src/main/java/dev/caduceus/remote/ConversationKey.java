package dev.caduceus.remote;

import dev.caduceus.tokenizer.Tokenizer;
import java.util.Arrays;

/**
 * Prompts → a number that all prompts of a conversation share: that of their ids up to the end of the first user's turn. What
 * stands before it, the tools, is the same for everybody.
 */
final class ConversationKey {
    private final int[] user;
    private final int endOfTurn;

    ConversationKey(Tokenizer tokenizer) {
        int[] role = tokenizer.encodePlain("user\n");
        Integer start = tokenizer.addedTokens().get("<|im_start|>");
        endOfTurn = tokenizer.addedTokens().getOrDefault("<|im_end|>", -1);
        user = new int[] {start == null ? -1 : start, role.length == 0 ? -1 : role[0]};
    }

    long of(int[] prompt) {
        int end = 0;
        while (end + 1 < prompt.length && !(prompt[end] == user[0] && prompt[end + 1] == user[1])) {
            end++;
        }
        while (end < prompt.length && prompt[end] != endOfTurn) {
            end++;
        }
        return Endpoints.mixed(Arrays.hashCode(end + 1 < prompt.length ? Arrays.copyOf(prompt, end) : prompt));
    }
}
