package dev.caduceus.chat;

import java.util.concurrent.Callable;

/**
 * Where a turn or a call comes from.
 *
 * @param request the id under which it stands in the log; empty outside of HTTP
 * @param conversation its id; empty outside of one
 */
public record Origin(Caller caller, String request, String conversation) {
    /** Nobody in particular. */
    public static final Origin NONE = new Origin(Caller.ANONYMOUS, "", "");

    private static final ScopedValue<Origin> CURRENT = ScopedValue.newInstance();

    public Origin(Caller caller, String request) {
        this(caller, request, "");
    }

    public Origin withConversation(String value) {
        return new Origin(caller, request, value);
    }

    /** Of the tool call that this thread runs, for tools that want to know who asks; {@link #NONE} elsewhere. */
    public static Origin current() {
        return CURRENT.orElse(NONE);
    }

    /** Runs {@code work} with this as the {@link #current} one. */
    public <T> T during(Callable<T> work) throws Exception {
        return ScopedValue.where(CURRENT, this).<T, Exception>call(work::call);
    }
}
