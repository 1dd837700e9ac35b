package dev.caduceus.conversation;

import static dev.caduceus.chat.CaduceusException.require;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.Caller;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.Redacted;
import dev.caduceus.chat.TurnRequest;
import java.lang.System.Logger;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Conversations that remember: a turn reads what was said before, and is stored as a whole when it ends, before its
 * listener hears of the end. A failed turn stores nothing, so that the conversation is as it was; a cancelled one keeps the
 * user's message and what was completed, with calls that did not run answered as cancelled, because tools that did run
 * can't be undone by forgetting them; where nothing was written yet it stores nothing. One turn a conversation at a time.
 * Safe for many threads.
 */
public final class Conversations {
    private static final Logger LOG = System.getLogger(Conversations.class.getName());
    private static final long SWEEP_EVERY_MILLIS = 60_000;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

    private final ToolLoop loop;
    private final ConversationStore store;
    private final ConversationLimits limits;
    private final Clock clock;
    private final LiveTranscripts transcripts;
    private final Set<ConversationKey> busy = ConcurrentHashMap.newKeySet();
    private final AtomicLong sweptAtMillis = new AtomicLong();

    public Conversations(ToolLoop loop, ConversationStore store, ConversationLimits limits, Clock clock) {
        this.loop = loop;
        this.store = store;
        this.limits = limits;
        this.clock = clock;
        this.transcripts = new LiveTranscripts(limits.live());
    }

    /** An id that nobody guesses. */
    public static String newId() {
        return "c-" + UUID.randomUUID();
    }

    /**
     * Starts a turn as {@link ToolLoop#start} does.
     *
     * @param id of a conversation of the request's caller, or of one that begins with this turn
     * @param request what is new: system messages first, which are not stored, then the user's message
     * @throws CaduceusException {@code CONVERSATION_BUSY} where a turn of it runs, {@code BAD_REQUEST} for an impossible
     *     id, or as the loop does; the listener then hears nothing, and the conversation is as it was
     */
    public Turn start(String id, TurnRequest request, LoopLimits loopLimits, TurnListener listener) {
        checkId(id);
        sweep();
        var key = new ConversationKey(request.origin().caller().name(), id);
        if (!busy.add(key)) {
            throw busy(id);
        }
        try {
            return startAlone(key, request, loopLimits, listener);
        } catch (RuntimeException | Error e) {
            busy.remove(key);
            throw e;
        }
    }

    /** The loop's own limits, for {@link LoopLimits#withRounds} and the like. */
    public LoopLimits loopLimits() {
        return loop.limits();
    }

    /** @throws CaduceusException {@code NOT_FOUND}, also where it is another caller's */
    public Conversation get(Caller caller, String id) {
        requirePossible(id);
        return find(new ConversationKey(caller.name(), id)).orElseThrow(() -> notFound(id));
    }

    /** An anonymous caller's. */
    public Conversation get(String id) {
        return get(Caller.ANONYMOUS, id);
    }

    /** @throws CaduceusException as {@link #get(Caller, String)}, or {@code CONVERSATION_BUSY} while a turn of it runs */
    public void delete(Caller caller, String id) {
        requirePossible(id);
        var key = new ConversationKey(caller.name(), id);
        if (!busy.add(key)) {
            throw busy(id);
        }
        try {
            transcripts.forget(key);
            if (!store.delete(key)) {
                throw notFound(id);
            }
        } finally {
            busy.remove(key);
        }
    }

    /** An anonymous caller's. */
    public void delete(String id) {
        delete(Caller.ANONYMOUS, id);
    }

    private Turn startAlone(ConversationKey key, TurnRequest request, LoopLimits loopLimits, TurnListener listener) {
        List<List<Message>> turns = find(key).map(Conversation::turns).orElse(List.of());
        var asked = new ArrayList<Message>();
        request.messages().stream().filter(m -> !(m instanceof Message.System)).forEach(asked::add);
        var storing = new StoringListener(key, turns.size(), List.copyOf(asked), listener);
        List<List<Message>> window = new PromptWindow(limits).of(turns);
        while (true) {
            try {
                return loop.start(withHistory(request, window), transcripts.of(key), loopLimits, storing);
            } catch (CaduceusException e) {
                if (e.code() != ErrorCode.PROMPT_TOO_LONG || window.isEmpty()) {
                    throw e;
                }
                // A conversation that outgrew the model's context goes on with its newer half.
                window = window.subList((window.size() + 1) / 2, window.size());
            }
        }
    }

    private static TurnRequest withHistory(TurnRequest request, List<List<Message>> turns) {
        var messages = new ArrayList<Message>();
        request.messages().stream().filter(Message.System.class::isInstance).forEach(messages::add);
        turns.forEach(messages::addAll);
        request.messages().stream().filter(m -> !(m instanceof Message.System)).forEach(messages::add);
        return request.withMessages(messages);
    }

    private Optional<Conversation> find(ConversationKey key) {
        Optional<Conversation> found = store.find(key);
        if (found.isPresent() && found.get().usedAt().isBefore(idleSince())) {
            store.delete(key);
            return Optional.empty();
        }
        return found;
    }

    /** Deletes idle conversations, at most once a minute, on the thread of whoever comes next. */
    private void sweep() {
        long now = clock.millis();
        long before = sweptAtMillis.get();
        if (now - before > SWEEP_EVERY_MILLIS && sweptAtMillis.compareAndSet(before, now)) {
            store.deleteIdleSince(idleSince());
        }
    }

    private Instant idleSince() {
        return clock.instant().minus(limits.idle());
    }

    /** Not every database reads every character. */
    private static void requirePossible(String id) {
        if (!ID.matcher(id).matches()) {
            throw notFound(id);
        }
    }

    private static void checkId(String id) {
        require(ID.matcher(id).matches(), "a conversation's id is 1 to 64 letters, digits or _ . : - but was '%s'", id);
    }

    private static CaduceusException busy(String id) {
        return CaduceusException.of(
                ErrorCode.CONVERSATION_BUSY, "A turn of conversation %s is running; wait for its end or cancel it", id);
    }

    private static CaduceusException notFound(String id) {
        return CaduceusException.of(
                ErrorCode.NOT_FOUND, "There is no conversation %s; it may have expired or been deleted", id);
    }

    /** Stores the turn, then lets the next one in, then tells. */
    private final class StoringListener implements TurnListener {
        private final ConversationKey key;
        private final int before;
        private final List<Message> asked;
        private final TurnListener listener;

        StoringListener(ConversationKey key, int before, List<Message> asked, TurnListener listener) {
            this.key = key;
            this.before = before;
            this.asked = asked;
            this.listener = listener;
        }

        @Override
        public void event(ChatEvent event) {
            listener.event(event);
        }

        @Override
        public void done(TurnResult result) {
            try {
                store(result);
            } catch (Throwable e) { // an Error too: the conversation would be busy for ever
                Redacted.log(LOG, "A turn could not be stored", e);
                transcripts.forget(key);
                failed(
                        e instanceof CaduceusException error
                                ? error
                                : new CaduceusException(
                                        ErrorCode.INTERNAL, "The turn could not be stored; send it again", e));
                return;
            }
            busy.remove(key);
            listener.done(result);
        }

        @Override
        public void failed(CaduceusException error) {
            busy.remove(key);
            listener.failed(error);
        }

        private void store(TurnResult result) {
            if (!result.messages().isEmpty()) {
                var turn = new ArrayList<>(asked);
                turn.addAll(result.messages());
                store.append(key, before, turn, clock.instant());
            }
        }
    }
}
