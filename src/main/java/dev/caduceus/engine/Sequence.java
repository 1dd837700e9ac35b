package dev.caduceus.engine;

import dev.caduceus.chat.TokenUsage;
import dev.caduceus.engine.WrittenToken.Origin;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * A request on its way: waiting, prefilling, decoding, finished; back to waiting where it has to give its rows away. Its
 * first {@code position} tokens stand in the rows of its slot. Only the engine's thread touches what changes.
 */
final class Sequence {
    enum Stage {
        WAITING,
        PREFILLING,
        DECODING,
        FINISHED
    }

    /** Before a slot is given. */
    static final int NO_SLOT = -1;

    final long number;
    final GenerationListener listener;
    /** Of the engine's ticker. */
    final long submittedNanos;

    private final GenerationRequest request;
    private final int promptLength;
    private final Draws draws;
    private final Drafts drafts;
    private int[] tokens;
    private int length;
    private int position;
    private int cached;
    private int forced;
    private int acceptedDraft;
    private int slot = NO_SLOT;
    private boolean entered;
    private boolean paused;
    private long pausedNanos;
    private Stage stage = Stage.WAITING;

    /** @param longestDraft ids that may be copied ahead at a time; 0 = no guesses */
    Sequence(
            long number,
            GenerationRequest request,
            GenerationListener listener,
            long submittedNanos,
            int longestDraft) {
        this.number = number;
        this.request = request;
        this.listener = listener;
        this.submittedNanos = submittedNanos;
        tokens = request.prompt().clone();
        promptLength = tokens.length;
        length = tokens.length;
        draws = Draws.of(request);
        drafts = new Drafts(longestDraft, request.logits());
    }

    /** A slot whose first {@code rows} rows already hold the first tokens. */
    void enter(int givenSlot, int rows) {
        slot = givenSlot;
        entered = true;
        stage = Stage.PREFILLING;
        found(rows);
    }

    /** The slot now holds {@code rows} rows of its tokens, those since the last call without computing. */
    void found(int rows) {
        cached += written() == 0 ? rows - position : 0; // told already once something is written
        position = rows;
    }

    /** It has no slot any more, and will read again what it had read; all else stays as it is. */
    void leave() {
        slot = NO_SLOT;
        stage = Stage.WAITING;
        cached = written() == 0 ? 0 : cached;
        position = 0;
    }

    /** Asks its listener for room, once a step. */
    void listen(long nowNanos) {
        boolean wasPaused = paused;
        paused = !listener.hasRoom();
        pausedNanos = wasPaused ? pausedNanos : nowNanos;
    }

    /** Its listener had no room when it was last asked. */
    boolean paused() {
        return paused;
    }

    /** So long it had none. */
    long pausedFor(long nowNanos) {
        return paused ? nowNanos - pausedNanos : 0;
    }

    /** Whether it has had a slot. */
    boolean entered() {
        return entered;
    }

    /** The slot's first {@code rows} rows are now those of its tokens, those since the last call computed. */
    void read(int rows) {
        position = rows;
    }

    void append(int id, Origin origin) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, length + length / 2 + 16);
        }
        tokens[length++] = id;
        forced += origin == Origin.FORCED ? 1 : 0;
        acceptedDraft += origin == Origin.DRAFT ? 1 : 0;
        draws.accepted(id);
    }

    void stage(Stage value) {
        stage = value;
    }

    Stage stage() {
        return stage;
    }

    int slot() {
        return slot;
    }

    int position() {
        return position;
    }

    Draws draws() {
        return draws;
    }

    /** Prompt, then completion; valid below {@link #length()}. */
    int[] tokens() {
        return tokens;
    }

    int promptLength() {
        return promptLength;
    }

    /** Tokens of prompt and completion. */
    int length() {
        return length;
    }

    int lastPosition() {
        return length - 1;
    }

    /** Tokens of the completion. */
    int written() {
        return length - promptLength;
    }

    /** Tokens that the network has not seen yet. */
    int unread() {
        return length - position;
    }

    /**
     * A guess at what it writes next, not longer than what it may still write.
     *
     * @param most ids at most
     * @param cost of so many more ids in the next pass, in ids that come true
     */
    int[] draft(int most, int contextLength, IntToDoubleFunction cost) {
        int room = Math.min(request.sampling().maxNewTokens() - written(), contextLength - length) - 1;
        int[] draft = drafts.draft(tokens, length, Math.max(0, Math.min(most, room)), cost);
        int end = 0;
        while (end < draft.length && !(end > 0 && stopsAt(draft[end - 1]))) { // nothing follows a stop token
            end++;
        }
        return end == draft.length ? draft : Arrays.copyOf(draft, end);
    }

    /** The last guess, read or not, beside what it then wrote. */
    void judgeDraft() {
        drafts.judge(tokens, length);
    }

    boolean stopsAt(int id) {
        return request.stopTokens().contains(id);
    }

    /** Tokens it will have at most, however long it may write. */
    int longest(int contextLength) {
        return (int)
                Math.min(contextLength, (long) promptLength + request.sampling().maxNewTokens());
    }

    /** No further token may be written: the request's limit or the context is reached. */
    boolean full(int contextLength) {
        return written() >= request.sampling().maxNewTokens() || length >= contextLength;
    }

    TokenUsage usage() {
        int read = written() > 0 ? promptLength : Math.min(position, promptLength);
        return new TokenUsage(read, cached, written(), forced, acceptedDraft);
    }

    @Override
    public String toString() {
        return "sequence " + number;
    }
}
