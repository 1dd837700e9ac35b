package dev.caduceus.conversation;

import dev.caduceus.chat.TurnRequest;
import dev.caduceus.prompt.Prompt;
import java.util.List;

/** Requests → what the engine reads. */
interface PromptSource {
    /**
     * Continues {@code transcript} where it holds the beginning of the conversation, else renders all messages.
     *
     * @throws dev.caduceus.chat.CaduceusException {@code BAD_REQUEST} where the dialect can't say it
     */
    EncodedPrompt encode(TurnRequest request, Transcript transcript);

    /**
     * @param ids the whole prompt
     * @param forced the last of them, those that begin the reply for the model; the parser reads them first
     * @param kept how many of the ids the transcript had
     * @param added what the ids after those were encoded from
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record EncodedPrompt(int[] ids, int[] forced, int kept, Prompt added) {
        private static final int[] NO_IDS = {};

        /** After which the model writes the whole reply. */
        static EncodedPrompt of(int[] ids) {
            return new EncodedPrompt(ids, NO_IDS, 0, new Prompt(List.of(), ""));
        }

        /** The text of {@link #forced}. */
        String forcedStart() {
            return added.forcedStart();
        }
    }
}
