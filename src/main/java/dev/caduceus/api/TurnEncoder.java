package dev.caduceus.api;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.TokenLogprob;
import java.util.List;

/**
 * Turns what happens in one turn into what a door's clients read, in the same order. Not safe for several threads, but
 * {@link #failed} is.
 */
public interface TurnEncoder<T> {
    /** @param event any but {@link ChatEvent.Done}; none where it is not for clients */
    List<T> of(ChatEvent event);

    /** A token of the reply with its probability, where they were asked for. */
    default List<T> of(TokenLogprob token) {
        return List.of();
    }

    /** The last word of a turn that came to its end. */
    T end(ChatEvent.Done done);

    /** The last word of one that broke off. */
    T failed(CaduceusException error);
}
