package dev.caduceus.conversation;

import java.util.LinkedHashMap;
import java.util.Map;

/** The transcripts of the conversations used last; one that was dropped only costs its next turn a cold prompt. */
final class LiveTranscripts {
    private final Map<ConversationKey, Transcript> byConversation;

    LiveTranscripts(int most) {
        byConversation = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ConversationKey, Transcript> eldest) {
                return size() > most;
            }
        };
    }

    synchronized Transcript of(ConversationKey conversation) {
        return byConversation.computeIfAbsent(conversation, key -> new Transcript());
    }

    synchronized void forget(ConversationKey conversation) {
        byConversation.remove(conversation);
    }
}
